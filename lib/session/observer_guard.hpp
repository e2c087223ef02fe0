#pragma once

#include "lib/session/observer.hpp"

#include <exception>

namespace crocum {

/// Forwards events to an observer until the observer throws, for example because its output is on a full disk. From
/// then on the observer receives nothing, and the batch continues without it. Used on one thread.
class ObserverGuard : public Observer {
public:
    explicit ObserverGuard(Observer& observer) : observer_(observer) {}

    void on(const Event& event) override;
    void tick() override;

    /// Throws the observer's exception again, if there was one. Called when the batch has done all other work.
    void rethrow() const;

private:
    template <typename Call>
    void guarded(Call call);

    Observer& observer_;
    std::exception_ptr failure_;
};

} // namespace crocum
