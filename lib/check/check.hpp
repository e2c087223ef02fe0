#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

/// Whether students see the result of a check. Teachers always see it.
enum class Visibility { visible, hidden, after_due_date, after_published };

[[nodiscard]] const char* to_string(Visibility visibility) noexcept;
/// Throws Error for an unknown word.
[[nodiscard]] Visibility visibility_from(std::string_view text);

/// One test of a suite, from the host's copy of the suite. Only this copy decides its points.
struct Check {
    std::string id; ///< machine/file::Class::test[params]
    std::string machine;
    std::string title;  ///< first line of its docstring, else its name in words
    std::string number; ///< its number in the task; may be empty
    double points = 1;
    Visibility visibility = Visibility::visible;
    std::string hide_errors; ///< shown to the student instead of the message of a failure; empty: the message is shown
    std::vector<std::string> tags;
    bool baseline = false;              ///< may pass in a new instance
    bool after_reboot = false;          ///< runs after the others, when its machine was rebooted
    std::optional<std::string> skipped; ///< the reason, when the suite skips it everywhere; it has no points then
    std::string file;                   ///< below the folder of suites
    int line = 0;
    std::vector<int> silent_asserts; ///< lines of its asserts without a message
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

/// Reasons why a check is ungraded, besides the faults of agents (agent_error.hpp), and how it failed.
namespace reason {
inline constexpr const char* internal = "internal"; ///< crocum or its runtime failed
inline constexpr const char* mismatch = "mismatch"; ///< the machine and a cross-check from the host disagree
inline constexpr const char* no_python = "no_python";
inline constexpr const char* not_measured = "not_measured"; ///< a regrade added the check
inline constexpr const char* tampered = "tampered";         ///< there are records that the run did not write
inline constexpr const char* timeout = "timeout";           ///< also of a failure: the time of the check was up
inline constexpr const char* error = "error";               ///< of a failure: the check itself is wrong
inline constexpr const char* reboot = "reboot"; ///< of a failure: the machine did not come back from its reboot
} // namespace reason

/// The result of one check in one attempt. Texts come from the guest and are sanitised.
struct CheckResult {
    Check check;
    Verdict verdict = Verdict::ungraded;
    /// The reason why it is ungraded (namespace reason, or to_reason() of an agent's fault), or the kind of failure:
    /// timeout, error.
    std::string reason;
    std::string message; ///< the message of an assert
    std::string output;
    double seconds = 0;
    double share = 0; ///< of the check's points: 0 to 1

    [[nodiscard]] double points() const { return share * check.points; }

    /// The text that the student sees: of an ungraded check, a fixed sentence instead of the reason.
    [[nodiscard]] const std::string& student_message() const;
};

/// Points over a list of results. There is no final score while a check is ungraded.
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

/// Results for checks that were not measured.
[[nodiscard]] std::vector<CheckResult> ungraded(
    const std::vector<Check>& checks, const std::string& reason, const std::string& message);

} // namespace crocum
