#pragma once

#include "lib/check/check.hpp"

#include <string>

namespace crocum {

/// Whom a use case tells what it does. All calls come from the thread that called the use case.
class Observer {
public:
    virtual ~Observer() = default;

    /// A stretch of work begins: "Planning". Ends with the next one.
    virtual void step(const std::string& /*text*/) {}

    /// What the people behind -v want to see: terraform's events.
    virtual void detail(const std::string& /*text*/) {}

    /// Something that the user should know although it stops nothing.
    virtual void note(const std::string& /*text*/) {}

    /// A machine reached a state: "booting", "agent up", "set up"; seconds since the wait for it began.
    virtual void machine(const std::string& /*name*/, const std::string& /*state*/, double /*seconds*/) {}

    /// A machine's suite starts.
    virtual void checking(const std::string& /*name*/, std::size_t /*checks*/) {}

    /// Several times a second while machines are waited for.
    virtual void tick() {}

    /// A check ended.
    virtual void finished(const CheckResult& /*result*/) {}
};

} // namespace crocum
