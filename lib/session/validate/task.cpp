#include "lib/base/error.hpp"
#include "lib/lab/lab.hpp"
#include "lib/session/task/task_sheet.hpp"
#include "lib/session/validate/passes.hpp"

namespace crocum {

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
    } catch (const Error& error) {
        diagnostics.mistakes(error.what(), lab.folder, readme, error.hint);
    }
}

} // namespace crocum
