#include "cmd/progress.hpp"

#include "lib/base/text.hpp"
#include "lib/report/check_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crocum {

std::string CheckCount::text() const {
    return fmt::format("{} of {}", std::min(finished, checks), plural(checks, "check"));
}

std::string state_text(const MachineEvent& machine) {
    return to_string(machine.progress) + (machine.reason.empty() ? "" : ": " + machine.reason);
}

std::string wait_text(const WaitEvent& wait) {
    return fmt::format("waiting up to {} s: {}", number(wait.seconds), full_title(wait.check));
}

void Progress::on(const Event& event) {
    output_.event(event);
    show(event);
}

void Progress::tick() {
    output_.live().draw();
}

void Progress::show(const Event& event) {
    std::visit([this](const auto& data) { show_data(data); }, event.data);
}

void Progress::show_check(const CheckResult& result) {
    output_.result(trace_line(result, output_.out_style()));
    if (output_.verbose()) {
        output_.result(trace_output(result));
    }
}

void Progress::show_data(const StepEvent& step) {
    output_.message(output_.err_style().dim(step.text + " …") + "\n");
}

void Progress::show_data(const DetailEvent& detail) {
    if (output_.verbose()) {
        for (const auto& line : lines(detail.text)) {
            output_.message("  | " + line + "\n");
        }
    }
}

void Progress::show_data(const NoteEvent& note) {
    output_.message(output_.err_style().yellow("note:") + " " + note.text + "\n");
}

void Progress::show_data(const MachineEvent& machine) {
    auto& live = output_.live();
    live.drop(machine.machine);
    const auto state = state_text(machine);
    if (machine.progress == MachineProgress::booting && live.enabled()) {
        live.set(machine.machine, state);
        return live.draw();
    }
    const auto after = machine.seconds < 0.1 ? "" : fmt::format(" after {:.1f} s", machine.seconds);
    output_.message(fmt::format("  {}  {}{}\n", output_.err_style().bold(machine.machine), state, after));
}

void Progress::show_data(const SuiteEvent& suite) {
    counts_[suite.machine] = {0, suite.checks};
    show_count(suite.machine);
}

void Progress::show_data(const WaitEvent& wait) {
    auto& live = output_.live();
    live.set(wait.check.machine, counts_[wait.check.machine].text() + ", " + wait_text(wait));
    live.draw();
}

void Progress::show_data(const CheckEvent& check) {
    show_check(check.result);
    ++counts_[check.result.check.machine].finished;
    show_count(check.result.check.machine);
}

void Progress::show_data(const BatchEvent& /*batch*/) {
    // The command is about one student.
}

void Progress::show_data(const TurnEvent& /*turn*/) {
    // The command is about this student alone.
}

void Progress::show_data(const RowEvent& /*row*/) {
    // The verb shows the result.
}

void Progress::show_count(const std::string& machine) {
    auto& live = output_.live();
    const auto& count = counts_[machine];
    if (count.finished < count.checks) {
        live.set(machine, count.text());
    } else {
        live.drop(machine);
    }
    live.draw();
}

} // namespace crocum
