#pragma once

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <functional>
#include <string>
#include <utility>

namespace crocum {

/// Reads values from the nodes of a YAML file. A mistake is a UsageError with file, line and column; `what` names the
/// value in it.
class YamlReader {
public:
    explicit YamlReader(std::filesystem::path file) : file_(std::move(file)) {}

    template <typename... Args>
    [[noreturn]] void fail(const YAML::Mark& mark, fmt::format_string<Args...> format, Args&&... args) const {
        throw UsageError(
            "{}:{}:{}: {}",
            file_.string(),
            mark.line + 1,
            mark.column + 1,
            fmt::format(format, std::forward<Args>(args)...));
    }

    using Visit = std::function<void(const std::string& key, const YAML::Node& value)>;

    /// Calls visit for each pair of a mapping; a duplicate key is an error (YAML would keep one of the two). Throws one
    /// UsageError with a line for each mistake.
    void each(const YAML::Node& node, const std::string& what, const Visit& visit) const;

    [[nodiscard]] std::string text(const YAML::Node& node, const std::string& what) const;

    /// A text in which {student} is replaced by the student's id.
    [[nodiscard]] std::string pattern(const YAML::Node& node, const std::string& what) const;

    [[nodiscard]] Seconds seconds(const YAML::Node& node, const std::string& what) const;

    /// Points: up to a million, as in a suite.
    [[nodiscard]] double amount(const YAML::Node& node, const std::string& what) const;

    [[nodiscard]] bool yes_or_no(const YAML::Node& node, const std::string& what) const;

private:
    std::filesystem::path file_;
};

} // namespace crocum
