#include "cmd/progress.hpp"

#include "lib/base/text.hpp"
#include "lib/report/trace.hpp"

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
    const auto after = seconds < 0.1 ? "" : fmt::format(" after {:.1f} s", seconds);
    console_.message(fmt::format("  {}  {}{}\n", console_.err_style().bold(name), state, after));
}

void Progress::finished(const CheckResult& result) {
    console_.result(trace_line(result, console_.out_style()));
    if (console_.verbose()) {
        console_.result(trace_output(result));
    }
}

} // namespace crocum
