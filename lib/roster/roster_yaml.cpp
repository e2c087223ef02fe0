#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/roster/roster_rows.hpp"

#include <yaml-cpp/yaml.h>

namespace crocum {

namespace {

[[noreturn]] void fail(const YAML::Mark& mark, const std::string& what) {
    throw UsageError("{}: {}", mark.line + 1, what);
}

const std::string& scalar(const YAML::Node& node, const std::string& what) {
    if (!node.IsScalar()) {
        fail(node.Mark(), what + " has to be a text");
    }
    return node.Scalar();
}

RosterRow row_from(const YAML::Node& node) {
    RosterRow row{node.Mark().line + 1, {}};
    if (node.IsScalar()) {
        row.fields.emplace_back("id", node.Scalar());
        return row;
    }
    if (!node.IsMap()) {
        fail(node.Mark(), "a student has to be an id, or a mapping such as {id: ivan, name: Ivan Petrov}");
    }
    for (const auto& pair : node) {
        const auto& key = scalar(pair.first, "a key");
        if (!pair.second.IsNull()) {
            row.fields.emplace_back(key, scalar(pair.second, sanitize_line(key, 60)));
        }
    }
    return row;
}

} // namespace

std::vector<RosterRow> rows_from_yaml(const std::string& text) {
    try {
        const auto root = YAML::Load(text);
        if (!root.IsSequence()) {
            fail(root.Mark(), "a roster has to be a list of students");
        }
        std::vector<RosterRow> rows;
        for (const auto& node : root) {
            rows.push_back(row_from(node));
        }
        return rows;
    } catch (const YAML::Exception& error) {
        fail(error.mark, error.msg);
    }
}

} // namespace crocum
