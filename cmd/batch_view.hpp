#pragma once

#include "cmd/console.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/json.hpp"
#include "lib/session/batch/scheduler.hpp"

#include <map>
#include <string>
#include <vector>

namespace crocum {

/// Shows a batch: a line on stdout for each finished student. On a terminal also a live line for each active student,
/// and below them the overall progress.
class BatchView : public BatchObserver {
public:
    /// `what` names the batch: "hello, class net".
    BatchView(const Console& console, std::string what, const std::vector<Target>& targets);

    void began(const Target& target) override;
    void doing(const Target& target, const std::string& what) override;
    void detail(const Target& target, const std::string& text) override;
    void note(const Target& target, const std::string& text) override;
    void finished(const BatchRow& row, bool for_good) override;
    void tick() override;

    /// Prints the failures with their students, reasons and hints; then one line that fits into the subject of a mail.
    /// With -q both go to stderr, and only if there are failures.
    void summarize(const std::vector<BatchRow>& rows) const;

private:
    [[nodiscard]] std::string total() const;

    const Console& console_;
    std::string what_;
    std::size_t targets_;
    std::size_t width_ = 0;      ///< of the longest id
    std::size_t name_width_ = 0; ///< of the longest name
    std::size_t done_ = 0;
    std::size_t worked_ = 0; ///< of the finished students: those that took time
    std::size_t failed_ = 0; ///< of the finished students: those whose row failed
    Stopwatch since_;
};

/// The result of a row as text: "7/10", "graded before: 7/10", "no instance".
[[nodiscard]] std::string result_of(const BatchRow& row);

/// "hello, class net: 28 graded, 2 ungraded (bob, eve), 12 min"
[[nodiscard]] std::string summary_line(
    const std::string& what, const std::vector<BatchRow>& rows, Clock::duration took);

[[nodiscard]] Json to_json(const BatchRow& row);

/// How many rows there are of each outcome.
[[nodiscard]] Json outcomes(const std::vector<BatchRow>& rows);

} // namespace crocum
