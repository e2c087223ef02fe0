#pragma once

#include "cmd/console.hpp"
#include "lib/check/check.hpp"
#include "lib/session/observer.hpp"

#include <map>
#include <string>

namespace crocum {

/// Shows the progress of a use case: steps and machines on stderr, checks as they finish on stdout. On a terminal, each
/// machine that is booting or checked has a live line with the time since it started.
class Progress : public Observer {
public:
    explicit Progress(const Console& console) : console_(console) {}

    void step(const std::string& text) override;
    void detail(const std::string& text) override;
    void note(const std::string& text) override;
    void machine(const std::string& name, const std::string& state, double seconds) override;
    void checking(const std::string& name, std::size_t checks) override;
    void finished(const CheckResult& result) override;
    void tick() override;

protected:
    /// Counts a finished check, for the progress line of its machine.
    void count(const CheckResult& result);

private:
    struct Count {
        std::size_t finished = 0;
        std::size_t checks = 0;
    };

    void show_count(const std::string& name);

    const Console& console_;
    std::map<std::string, Count> counts_; ///< of the machines whose suites run
};

} // namespace crocum
