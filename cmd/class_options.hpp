#pragma once

#include "cmd/command.hpp"
#include "lib/base/json.hpp"
#include "lib/store/classes.hpp"

#include <string>

namespace crocum {

/// Options of the verbs on one class.
struct ClassOptions {
    OutputOptions output;
    std::string name;
};

/// NAME and the output options.
void add_class_options(Verb& verb, ClassOptions& options);

/// Throws UsageError when NAME is missing or not a valid id.
void require_class(const ClassOptions& options);

/// A student in a JSON document.
[[nodiscard]] Json to_json(const Student& student);

} // namespace crocum
