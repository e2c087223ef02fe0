#pragma once

#include "lib/session/batch/scheduler.hpp"

#include <exception>

namespace crocum {

/// Passes everything on to a view until the view throws (its output is on a full disk, say). From then on the view gets
/// nothing more, and the batch goes on without it. The batch's thread only.
class ViewGuard : public BatchObserver {
public:
    explicit ViewGuard(BatchObserver& view) : view_(view) {}

    void began(const Target& target) override;
    void doing(const Target& target, const std::string& what) override;
    void detail(const Target& target, const std::string& text) override;
    void note(const Target& target, const std::string& text) override;
    void finished(const BatchRow& row, bool for_good) override;
    void tick() override;

    /// Throws what the view threw, if it did: to be called once the batch has done everything else.
    void rethrow() const;

private:
    template <typename Call>
    void guarded(Call call);

    BatchObserver& view_;
    std::exception_ptr failure_;
};

/// The same for the observer of a single use case.
class ObserverGuard : public Observer {
public:
    explicit ObserverGuard(Observer& observer) : observer_(observer) {}

    void step(const std::string& text) override;
    void detail(const std::string& text) override;
    void note(const std::string& text) override;
    void machine(const std::string& name, const std::string& state, double seconds) override;
    void checking(const std::string& name, std::size_t checks) override;
    void tick() override;
    void finished(const CheckResult& result) override;

    void rethrow() const;

private:
    template <typename Call>
    void guarded(Call call);

    Observer& observer_;
    std::exception_ptr failure_;
};

} // namespace crocum
