#pragma once

#include "cmd/progress.hpp"
#include "lib/base/clock.hpp"
#include "lib/session/batch_row.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace crocum {

/// What differs between the verbs that work on many students.
struct BatchLayout {
    std::size_t result_width = 17; ///< "?/10 (7 ungraded)"
    bool repeats_problems = true;  ///< at the end, also those that a row has shown within the width of the terminal
};

/// Shows a batch: a line on stdout for each finished student. On a terminal also a live line for each active student,
/// and below them the overall progress. Events that are about no single student are shown as Progress shows them.
class BatchView : public Progress {
public:
    explicit BatchView(const Output& output, BatchLayout layout = {}) : Progress(output), layout_(layout) {}

    void tick() override;

    /// Prints the failures with their students, reasons and hints; then one line that fits into the subject of a mail.
    /// With -q both go to stderr, and only if there are failures.
    /// `what` names the batch: "hello, class net".
    void summarize(const std::string& what, const std::vector<BatchRow>& rows) const;

protected:
    void show(const Event& event) override;

private:
    void begin(const std::vector<Target>& targets);
    void show_for(const std::string& student, const StepEvent& step);
    void show_for(const std::string& student, const DetailEvent& detail);
    void show_for(const std::string& student, const NoteEvent& note);
    void show_for(const std::string& student, const MachineEvent& machine);
    void show_for(const std::string& student, const SuiteEvent& suite);
    void show_for(const std::string& student, const WaitEvent& wait);
    void show_for(const std::string& student, const CheckEvent& check);
    void show_for(const std::string& student, const BatchEvent& batch);
    void show_for(const std::string& student, const TurnEvent& turn);
    void show_for(const std::string& student, const RowEvent& row);
    void show_work(const std::string& student, const std::string& what);
    void show_row(const BatchRow& row);
    [[nodiscard]] std::string total() const;

    BatchLayout layout_;
    std::set<std::string> shown_; ///< students whose problem does not have to be repeated
    std::size_t targets_ = 0;
    std::map<std::string, CheckCount> counts_; ///< checks of the active students
    std::size_t width_ = 0;                    ///< of the longest id
    std::size_t name_width_ = 0;               ///< of the longest name
    std::size_t done_ = 0;
    std::size_t worked_ = 0; ///< of the finished students: those that took time
    std::size_t failed_ = 0; ///< of the finished students: those whose row failed
    Stopwatch since_;
};

/// The result of a row as text: "7/10", "already graded: 7/10", "no instance".
[[nodiscard]] std::string result_of(const BatchRow& row);

/// "hello, class net: 28 graded, 2 ungraded (bob, eve), 12 min"
[[nodiscard]] std::string summary_line(
    const std::string& what, const std::vector<BatchRow>& rows, Clock::duration took);

} // namespace crocum
