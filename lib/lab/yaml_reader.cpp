#include "lib/lab/yaml_reader.hpp"

#include "lib/base/text.hpp"

#include <set>
#include <vector>

namespace crocum {

void YamlReader::each(const YAML::Node& node, const std::string& what, const Visit& visit) const {
    if (!node.IsMap()) {
        fail(node.Mark(), "{} has to be a mapping (key: value)", what);
    }
    std::set<std::string> seen;
    std::vector<std::string> mistakes;
    for (const auto& pair : node) {
        try {
            const auto key = text(pair.first, "a key");
            if (!seen.insert(key).second) {
                fail(pair.first.Mark(), "duplicate key \"{}\" in {}", key, what);
            }
            visit(key, pair.second);
        } catch (const UsageError& mistake) {
            mistakes.emplace_back(mistake.what());
        }
    }
    if (!mistakes.empty()) {
        throw UsageError("{}", join(mistakes, "\n"));
    }
}

std::string YamlReader::text(const YAML::Node& node, const std::string& what) const {
    if (!node.IsScalar()) {
        fail(node.Mark(), "{} has to be a text", what);
    }
    return node.Scalar();
}

std::string YamlReader::pattern(const YAML::Node& node, const std::string& what) const {
    auto pattern = text(node, what);
    for (auto at = pattern.find('{'); at != std::string::npos; at = pattern.find('{', at + 1)) {
        if (pattern.compare(at, 9, "{student}") != 0) {
            const auto end = pattern.find('}', at);
            fail(
                node.Mark(),
                "{} has \"{}\"; only {{student}} is allowed in braces",
                what,
                pattern.substr(at, end == std::string::npos ? end : end - at + 1));
        }
    }
    return pattern;
}

Seconds YamlReader::seconds(const YAML::Node& node, const std::string& what) const {
    int value = 0;
    if (!node.IsScalar() || !YAML::convert<int>::decode(node, value) || value < 1 || value > 86400) {
        fail(node.Mark(), "{} has to be a whole number of seconds from 1 to 86400", what);
    }
    return Seconds(value);
}

double YamlReader::amount(const YAML::Node& node, const std::string& what) const {
    double value = 0;
    if (!node.IsScalar() || !YAML::convert<double>::decode(node, value) || !(value >= 0 && value <= 1e6)) {
        fail(node.Mark(), "{} has to be a number from 0 to 1000000", what);
    }
    return value;
}

bool YamlReader::yes_or_no(const YAML::Node& node, const std::string& what) const {
    bool value = false;
    if (!node.IsScalar() || !YAML::convert<bool>::decode(node, value)) {
        fail(node.Mark(), "{} has to be true or false", what);
    }
    return value;
}

} // namespace crocum
