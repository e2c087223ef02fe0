#include "cmd/class_options.hpp"

#include "lib/base/error.hpp"
#include "lib/lab/ids.hpp"

namespace crocum {

void add_class_options(Verb& verb, ClassOptions& options) {
    verb.text("NAME", options.name, "The class: a-z, 0-9 and \"-\"");
    add_output_options(verb, options.output);
}

void require_class(const ClassOptions& options) {
    if (options.name.empty()) {
        throw with_hint(UsageError("no class given"), "\"crocum class list\" shows the classes");
    }
    require_id("class", options.name);
}

Json to_json(const Student& student) {
    Json columns = Json::object();
    for (const auto& [name, value] : student.columns) {
        columns[name] = value;
    }
    return {
        {"student", student.id},
        {"external", student.external},
        {"name", student.name},
        {"email", student.email},
        {"group", student.group},
        {"columns", columns},
        {"left", student.left}};
}

} // namespace crocum
