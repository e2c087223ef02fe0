#pragma once

#include "cmd/output.hpp"
#include "lib/session/observer.hpp"

#include <cstddef>
#include <map>
#include <string>

namespace crocum {

/// How many of the checks that have begun are finished.
struct CheckCount {
    std::size_t finished = 0;
    std::size_t checks = 0;

    /// "3 of 7 checks"
    [[nodiscard]] std::string text() const;
};

/// "agent up", "waiting for libvirt: the machine is not defined yet"
[[nodiscard]] std::string state_text(const MachineEvent& machine);

/// "waiting up to 40 s: The neighbour is there"
[[nodiscard]] std::string wait_text(const WaitEvent& wait);

/// Shows the events of a use case: steps and machines on stderr, checks as they finish on stdout. On a terminal, each
/// machine that boots or is checked has a live line with the time since it started. Every event is also written to the
/// stream of --events.
class Progress : public Observer {
public:
    explicit Progress(const Output& output) : output_(output) {}

    void on(const Event& event) final;
    void tick() override;

protected:
    [[nodiscard]] const Output& output() const { return output_; }

    /// Shows an event for people.
    virtual void show(const Event& event);

    /// Shows the line of a finished check, and its output with -v.
    virtual void show_check(const CheckResult& result);

private:
    void show_data(const StepEvent& step);
    void show_data(const DetailEvent& detail);
    void show_data(const NoteEvent& note);
    void show_data(const MachineEvent& machine);
    void show_data(const SuiteEvent& suite);
    void show_data(const WaitEvent& wait);
    void show_data(const CheckEvent& check);
    void show_data(const BatchEvent& batch);
    void show_data(const TurnEvent& turn);
    void show_data(const RowEvent& row);
    void show_count(const std::string& machine);

    const Output& output_;
    std::map<std::string, CheckCount> counts_; ///< of the machines whose suites run
};

} // namespace crocum
