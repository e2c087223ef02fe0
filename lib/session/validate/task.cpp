#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/lab/lab.hpp"
#include "lib/report/markdown.hpp"
#include "lib/report/picture.hpp"
#include "lib/session/task/task_sheet.hpp"
#include "lib/session/validate/passes.hpp"

namespace crocum {

namespace {

void validate_pictures(const Lab& lab, const std::filesystem::path& readme, Diagnostics& diagnostics) {
    for (const auto& [address, line] : pictures_in(read_file(readme))) {
        try {
            static_cast<void>(embedded_picture(lab.folder, address));
        } catch (const Error& error) {
            diagnostics.error(readme, line, error.what());
        }
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
    ParameterValues values;
    for (const auto& [name, spec] : lab.parameters) {
        values[name] = "";
    }
    try {
        static_cast<void>(render_task(lab, "", values));
        validate_pictures(lab, readme, diagnostics);
    } catch (const Error& error) {
        diagnostics.mistakes(error.what(), lab.folder, readme, error.hint);
    }
}

} // namespace crocum
