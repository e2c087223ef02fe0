#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

/// Who sees the result of a check, and when. Teachers always do.
enum class Visibility { visible, hidden, after_due_date, after_published };

[[nodiscard]] const char* to_string(Visibility visibility) noexcept;
/// Throws Error for an unknown word.
[[nodiscard]] Visibility visibility_from(std::string_view text);

/// One test of a suite, as the host's copy of the suite has it. What it is worth is decided here and nowhere else.
struct Check {
    std::string id; ///< machine/file::Class::test[params]
    std::string machine;
    std::string title;  ///< first line of its docstring, else its name in words
    std::string number; ///< where it stands in the task; may be empty
    double points = 1;
    Visibility visibility = Visibility::visible;
    std::string hide_errors; ///< what the student reads instead of the message of a failure; empty: the message
    std::vector<std::string> tags;
    bool baseline = false;              ///< may pass before anybody has worked
    std::optional<std::string> skipped; ///< the reason, where the suite skips it everywhere: then it is worth nothing
    std::string file;                   ///< below the folder of suites
    int line = 0;
    std::vector<int> silent_asserts; ///< lines of its asserts that have no message
};

enum class Verdict {
    passed,
    failed,
    skipped,  ///< no points, but still in the denominator
    ungraded, ///< not measured: never a zero
};

[[nodiscard]] const char* to_string(Verdict verdict) noexcept;
/// Throws Error for an unknown word.
[[nodiscard]] Verdict verdict_from(std::string_view text);

/// What became of one check in one attempt. Texts come from the guest and are sanitised.
struct CheckResult {
    Check check;
    Verdict verdict = Verdict::ungraded;
    /// Why it is ungraded (agent_silent, machine_off, agent_disabled, timeout, no_python, tampered, mismatch,
    /// transport, internal, …), or how it failed: timeout, error.
    std::string reason;
    std::string message; ///< what an assert said
    std::string output;
    double seconds = 0;
    double share = 0; ///< of the check's points: 0 to 1

    [[nodiscard]] double points() const { return share * check.points; }

    /// What the student reads of it.
    [[nodiscard]] const std::string& student_message() const {
        return verdict == Verdict::failed && !check.hide_errors.empty() ? check.hide_errors : message;
    }
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

/// Sums are rounded to a millionth of a point, so that scaled points add up to their total.
[[nodiscard]] Score score(const std::vector<CheckResult>& results);

/// Results for checks that nothing was measured of.
[[nodiscard]] std::vector<CheckResult> ungraded(
    const std::vector<Check>& checks, const std::string& reason, const std::string& message);

} // namespace crocum
