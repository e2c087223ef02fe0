#include "lib/lab/lab_file.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"

#include <yaml-cpp/yaml.h>

#include <functional>
#include <set>

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// Reads the nodes of one file; knows how to say where something is wrong.
class Reader {
public:
    explicit Reader(fs::path file) : file_(std::move(file)) {}

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

    /// Calls visit for each pair of a mapping; a key that stands twice is an error (YAML would keep one of the two).
    void each(const YAML::Node& node, const std::string& what, const Visit& visit) const {
        if (!node.IsMap()) {
            fail(node.Mark(), "{} has to be a mapping (key: value)", what);
        }
        std::set<std::string> seen;
        for (const auto& pair : node) {
            const auto key = text(pair.first, "a key");
            if (!seen.insert(key).second) {
                fail(pair.first.Mark(), "\"{}\" stands twice in {}", key, what);
            }
            visit(key, pair.second);
        }
    }

    std::string text(const YAML::Node& node, const std::string& what) const {
        if (!node.IsScalar()) {
            fail(node.Mark(), "{} has to be a text", what);
        }
        return node.Scalar();
    }

    /// A text in which {student} stands for the student's id.
    std::string pattern(const YAML::Node& node, const std::string& what) const {
        auto pattern = text(node, what);
        for (auto at = pattern.find('{'); at != std::string::npos; at = pattern.find('{', at + 1)) {
            if (pattern.compare(at, 9, "{student}") != 0) {
                const auto end = pattern.find('}', at);
                fail(
                    node.Mark(),
                    "{} has \"{}\"; only {{student}} can stand there",
                    what,
                    pattern.substr(at, end == std::string::npos ? end : end - at + 1));
            }
        }
        return pattern;
    }

    Seconds seconds(const YAML::Node& node, const std::string& what) const {
        int value = 0;
        if (!node.IsScalar() || !YAML::convert<int>::decode(node, value) || value < 1 || value > 86400) {
            fail(node.Mark(), "{} has to be a whole number of seconds from 1 to 86400", what);
        }
        return Seconds(value);
    }

    StandingMachine machine(const YAML::Node& node, const std::string& name) const {
        StandingMachine machine;
        each(node, "machine " + name, [&](const std::string& key, const YAML::Node& value) {
            if (key == "agent") {
                machine.agent = pattern(value, key);
                if (machine.agent.rfind("unix:/", 0) != 0) {
                    fail(
                        value.Mark(),
                        "agent has to be \"unix:\" and an absolute path, for example unix:/run/agents/r1.sock");
                }
            } else if (key == "domain") {
                machine.domain = pattern(value, key);
            } else if (key == "uri") {
                machine.uri = pattern(value, key);
            } else {
                fail(value.Mark(), "unknown key \"{}\" of machine {}; known are agent, domain, uri", key, name);
            }
        });
        if (machine.agent.empty() == machine.domain.empty()) {
            fail(node.Mark(), "machine {} needs either agent (a socket) or domain (a libvirt name)", name);
        }
        return machine;
    }

    void lab(const YAML::Node& root, Lab& lab) const {
        each(root, "lab.yaml", [&](const std::string& key, const YAML::Node& value) {
            if (key == "title") {
                lab.title = sanitize_line(text(value, key));
            } else if (key == "machines") {
                machines(value, lab);
            } else if (key == "timeouts") {
                timeouts(value, lab.timeouts);
            } else {
                fail(value.Mark(), "unknown key \"{}\"; known are title, machines, timeouts", key);
            }
        });
    }

private:
    void machines(const YAML::Node& node, Lab& lab) const {
        each(node, "machines", [&](const std::string& name, const YAML::Node& value) {
            if (!is_id(name) || name == "lab") {
                fail(value.Mark(), "\"{}\" cannot be the name of a machine (a-z, 0-9, \"-\"; not \"lab\")", name);
            }
            const auto& added = lab.standing.emplace(name, machine(value, name)).first->second;
            for (const auto& [other, stands] : lab.standing) {
                if (other != name && stands == added) {
                    fail(value.Mark(), "machines {} and {} are one and the same", other, name);
                }
            }
        });
    }

    void timeouts(const YAML::Node& node, Timeouts& timeouts) const {
        each(node, "timeouts", [&](const std::string& key, const YAML::Node& value) {
            if (key == "boot") {
                timeouts.boot = seconds(value, key);
            } else if (key == "setup") {
                timeouts.setup = seconds(value, key);
            } else if (key == "check") {
                timeouts.check = seconds(value, key);
            } else {
                fail(value.Mark(), "unknown timeout \"{}\"; known are boot, setup, check", key);
            }
        });
    }

    fs::path file_;
};

} // namespace

void read_lab_file(const fs::path& file, Lab& lab) {
    const Reader reader(file);
    try {
        const auto root = YAML::Load(read_file(file));
        if (!root.IsNull()) {
            reader.lab(root, lab);
        }
    } catch (const YAML::Exception& error) {
        reader.fail(error.mark, "{}", error.msg);
    }
}

} // namespace crocum
