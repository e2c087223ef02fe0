#pragma once

#include "cmd/console.hpp"
#include "lib/session/observer.hpp"

namespace crocum {

/// Shows a use case at work: steps and machines on stderr, checks as they finish on stdout.
class Progress : public Observer {
public:
    explicit Progress(const Console& console) : console_(console) {}

    void step(const std::string& text) override;
    void detail(const std::string& text) override;
    void note(const std::string& text) override;
    void machine(const std::string& name, const std::string& state, double seconds) override;
    void finished(const CheckResult& result) override;

private:
    const Console& console_;
};

} // namespace crocum
