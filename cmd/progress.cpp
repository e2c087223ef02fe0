#include "cmd/progress.hpp"

#include "lib/base/text.hpp"
#include "lib/report/check_text.hpp"

#include <fmt/format.h>

namespace crocum {

void Progress::step(const std::string& text) {
    console_.message(console_.err_style().dim(text + " …") + "\n");
}

void Progress::detail(const std::string& text) {
    if (console_.verbose()) {
        for (const auto& line : lines(text)) {
            console_.message("  | " + line + "\n");
        }
    }
}

void Progress::note(const std::string& text) {
    console_.message(console_.err_style().yellow("note:") + " " + text + "\n");
}

void Progress::machine(const std::string& name, const std::string& state, double seconds) {
    auto& live = console_.live();
    live.drop(name);
    if (state == "booting" && live.enabled()) {
        live.set(name, state);
        return live.draw();
    }
    const auto after = seconds < 0.1 ? "" : fmt::format(" after {:.1f} s", seconds);
    console_.message(fmt::format("  {}  {}{}\n", console_.err_style().bold(name), state, after));
}

void Progress::checking(const std::string& name, std::size_t checks) {
    counts_[name] = {0, checks};
    show_count(name);
}

void Progress::show_count(const std::string& name) {
    auto& live = console_.live();
    const auto& count = counts_[name];
    if (count.finished < count.checks) {
        live.set(name, fmt::format("{} of {}", count.finished, plural(count.checks, "check")));
    } else {
        live.drop(name);
    }
    live.draw();
}

void Progress::tick() {
    console_.live().draw();
}

void Progress::finished(const CheckResult& result) {
    console_.result(trace_line(result, console_.out_style()));
    if (console_.verbose()) {
        console_.result(trace_output(result));
    }
    count(result);
}

void Progress::count(const CheckResult& result) {
    ++counts_[result.check.machine].finished;
    show_count(result.check.machine);
}

} // namespace crocum
