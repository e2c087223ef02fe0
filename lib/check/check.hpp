#pragma once

#include <string>
#include <vector>

namespace crocum {

/// One test of a suite, as the host's copy of the suite has it. What it is worth is decided here and nowhere else.
struct Check {
    std::string id; ///< machine/file::Class::test[params]
    std::string machine;
    std::string title;  ///< first line of its docstring, else its name in words
    std::string number; ///< where it stands in the task; may be empty
    double points = 1;
};

enum class Verdict {
    passed,
    failed,
    skipped,  ///< no points, but still in the denominator
    ungraded, ///< not measured: never a zero
};

[[nodiscard]] const char* to_string(Verdict verdict) noexcept;
/// Throws Error for an unknown word.
[[nodiscard]] Verdict verdict_from(const std::string& text);

/// What became of one check in one attempt. Texts come from the guest and are sanitised.
struct CheckResult {
    Check check;
    Verdict verdict = Verdict::ungraded;
    std::string reason;  ///< why it is ungraded: agent_silent, machine_off, agent_disabled, timeout, no_python, …
    std::string message; ///< what the student reads
    std::string output;
    double seconds = 0;
    double points = 0; ///< reached: the check's points when it passed
};

/// Points over a list of results. While anything is ungraded there is no final score.
struct Score {
    double reached = 0;
    double measured = 0; ///< points of the checks that were measured
    double total = 0;    ///< the denominator: points of all checks
    std::size_t ungraded = 0;

    [[nodiscard]] bool final() const { return ungraded == 0; }

    [[nodiscard]] double percent() const { return total > 0 ? 100 * reached / total : 0; }
};

[[nodiscard]] Score score(const std::vector<CheckResult>& results);

} // namespace crocum
