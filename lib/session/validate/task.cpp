#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/lab/lab.hpp"
#include "lib/report/picture.hpp"
#include "lib/report/teacher_notes.hpp"
#include "lib/session/task/task_sheet.hpp"
#include "lib/session/validate/passes.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace crocum {

namespace {

/// A value for what only a roster knows: a picture whose address has it cannot be looked for.
constexpr const char* any_student = "id-of-a-student";

/// More sheets than this are not rendered: a parameter can have thousands of values.
constexpr std::size_t most_sheets = 200;

/// Values of the parameters. Together, the sheets for 0, 1, ... have every value, or the first ones of many.
ParameterValues values_of_sheet(const Lab& lab, std::size_t number) {
    ParameterValues values;
    for (const auto& [name, spec] : lab.parameters) {
        values[name] = value_at(spec, number % count_of(spec));
    }
    return values;
}

std::size_t sheets_of(const Lab& lab) {
    std::uint64_t most = 1;
    for (const auto& [name, spec] : lab.parameters) {
        most = std::max(most, count_of(spec));
    }
    return static_cast<std::size_t>(std::min<std::uint64_t>(most, most_sheets));
}

/// The pictures of all sheets, each once.
void validate_pictures(const Lab& lab, const std::filesystem::path& readme, Diagnostics& diagnostics) {
    std::set<std::pair<std::string, int>> seen;
    const auto sheets = sheets_of(lab);
    for (std::size_t number = 0; number < sheets; ++number) {
        for (const auto& [address, line] :
             pictures_in(render_whole_task(lab, any_student, values_of_sheet(lab, number)))) {
            if (address.find(any_student) != std::string::npos || !seen.emplace(address, line).second) {
                continue;
            }
            try {
                static_cast<void>(embedded_picture(lab.folder, address));
            } catch (const Error& error) {
                diagnostics.error(readme, line, error.what());
            }
        }
    }
}

/// A sentence of the task can begin so, but more often it is a note that students read.
void validate_notes(const std::filesystem::path& readme, Diagnostics& diagnostics) {
    for (const int line : shown_teacher_lines(read_file(readme))) {
        diagnostics.warning(
            readme,
            line,
            "students see this line: for a note, put an empty line before it and a colon after \"For the teacher\"");
    }
}

} // namespace

void validate_task(const Lab& lab, Diagnostics& diagnostics) {
    const auto readme = readme_of(lab);
    if (!std::filesystem::exists(readme)) {
        diagnostics.warning(readme, 0, "the file is missing: students have no task to read");
        return;
    }
    if (diagnostics.any_below(lab.folder / "lab.yaml")) {
        return; // The parameters are not known.
    }
    try {
        validate_pictures(lab, readme, diagnostics);
        validate_notes(readme, diagnostics);
    } catch (const Error& error) {
        diagnostics.mistakes(error.what(), lab.folder, readme, error.hint);
    }
}

} // namespace crocum
