#pragma once

#include "lib/check/check.hpp"

#include <string>

namespace crocum {

/// Receives the progress of a use case. All calls come from the thread that called the use case.
class Observer {
public:
    virtual ~Observer() = default;

    /// A stretch of work begins: "Planning". Ends with the next one.
    virtual void step(const std::string& /*text*/) {}

    /// Details for -v: the events of Terraform.
    virtual void detail(const std::string& /*text*/) {}

    /// A note for the user that does not stop the work.
    virtual void note(const std::string& /*text*/) {}

    /// A machine reached a state: "booting", "agent up", "set up"; seconds since the wait for it began.
    virtual void machine(const std::string& /*name*/, const std::string& /*state*/, double /*seconds*/) {}

    /// A machine's suite starts.
    virtual void checking(const std::string& /*name*/, std::size_t /*checks*/) {}

    /// Called several times a second during a wait for machines.
    virtual void tick() {}

    /// A check ended.
    virtual void finished(const CheckResult& /*result*/) {}
};

} // namespace crocum
