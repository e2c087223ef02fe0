#pragma once

#include "cmd/ordered_checks.hpp"
#include "cmd/progress.hpp"
#include "lib/lab/lab.hpp"

#include <set>
#include <string>

namespace crocum {

/// Shows the checks of one student as they end, and those of several machines in the order of the machines.
class StudentProgress : public Progress {
public:
    using Progress::Progress;

    /// Before the checks: the suites of the lab run, or only those of the machines `only`, unless it is empty.
    void expect(const Lab& lab, const std::set<std::string>& only);

    /// After the checks: shows what was held for the order.
    void finish();

protected:
    void show(const Event& event) override;
    void show_check(const CheckResult& result) override;

private:
    OrderedChecks checks_{{}};
};

} // namespace crocum
