#include "lib/lab/lab_file.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"
#include "lib/lab/yaml_reader.hpp"

#include <functional>
#include <set>

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// Reads lab.yaml.
class LabReader : public YamlReader {
public:
    using YamlReader::YamlReader;

    Mode mode(const YAML::Node& node, const std::string& what) const {
        const auto name = text(node, what);
        if (name != "guest" && name != "host") {
            fail(node.Mark(), "{} has to be guest or host", what);
        }
        return name == "host" ? Mode::host : Mode::guest;
    }

    ExistingMachine machine(const YAML::Node& node, const std::string& name) const {
        ExistingMachine machine;
        machine.line = node.Mark().line + 1;
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
            } else if (key == "shared") {
                machine.shared = yes_or_no(value, key);
            } else if (key == "mode") {
                fail(value.Mark(), "mode is a key of lab.yaml itself, not of a machine: \"mode: {{{}: host}}\"", name);
            } else {
                fail(value.Mark(), "unknown key \"{}\" of machine {}; known are agent, domain, uri, shared", key, name);
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
            } else if (key == "mode") {
                modes(value, lab);
            } else if (key == "points") {
                each(value, key, [&](const std::string& id, const YAML::Node& points) {
                    lab.points[id] = amount(points, "the points of " + sanitize_line(id, 100));
                });
            } else if (key == "total") {
                lab.total = amount(value, key);
            } else if (key == "parameters") {
                parameters(value, lab);
            } else if (key == "late") {
                lab.late = late(value);
            } else if (key == "attempts") {
                lab.attempts = attempts(value);
            } else if (key == "cross_check") {
                lab.cross_check = yes_or_no(value, key);
            } else if (key == "partials") {
                partials(value, lab);
            } else {
                fail(
                    value.Mark(),
                    "unknown key \"{}\"; known are title, machines, timeouts, mode, points, total, late, attempts, "
                    "parameters, cross_check, partials",
                    key);
            }
        });
    }

private:
    void machines(const YAML::Node& node, Lab& lab) const {
        each(node, "machines", [&](const std::string& name, const YAML::Node& value) {
            if (!is_machine_name(name)) {
                fail(
                    value.Mark(),
                    "\"{}\" cannot be the name of a machine ({})",
                    sanitize_line(name, 60),
                    machine_name_rule);
            }
            const auto& added = lab.existing_machines.emplace(name, machine(value, name)).first->second;
            for (const auto& [other, existing] : lab.existing_machines) {
                if (other != name && existing.is_same_machine(added)) {
                    fail(value.Mark(), "machines {} and {} are the same machine", other, name);
                }
                if (other != name && lower_case(other) == lower_case(name)) {
                    fail(value.Mark(), "the names of machines {} and {} differ only in capitals", other, name);
                }
            }
        });
    }

    void timeouts(const YAML::Node& node, Timeouts& timeouts) const {
        const std::map<std::string, Seconds*> known{
            {"boot", &timeouts.boot},
            {"setup", &timeouts.setup},
            {"check", &timeouts.check},
            {"suite", &timeouts.suite},
            {"attempt", &timeouts.attempt}};
        each(node, "timeouts", [&](const std::string& key, const YAML::Node& value) {
            const auto found = known.find(key);
            if (found == known.end()) {
                fail(value.Mark(), "unknown timeout \"{}\"; known are boot, setup, check, suite, attempt", key);
            }
            *found->second = seconds(value, key);
        });
    }

    void modes(const YAML::Node& node, Lab& lab) const {
        if (node.IsScalar()) {
            lab.mode = mode(node, "mode");
            return;
        }
        each(node, "mode", [&](const std::string& machine, const YAML::Node& value) {
            if (!is_machine_name(machine)) {
                fail(value.Mark(), "\"{}\" cannot be the name of a machine", sanitize_line(machine, 60));
            }
            lab.modes[machine] = mode(value, "the mode of " + machine);
        });
    }

    void parameters(const YAML::Node& node, Lab& lab) const {
        constexpr std::size_t most = 50;
        each(node, "parameters", [&](const std::string& name, const YAML::Node& value) {
            if (!is_parameter_name(name)) {
                fail(
                    value.Mark(),
                    "\"{}\" cannot be the name of a parameter (use a-z, 0-9, _; not one of crocum's own variables)",
                    sanitize_line(name, 60));
            }
            each(value, "parameter " + name, [&](const std::string& kind, const YAML::Node& range) {
                if (lab.parameters.count(name) != 0) {
                    fail(
                        range.Mark(),
                        "parameter {} has more than one kind; give one of int, choice, port, subnet, word",
                        name);
                }
                lab.parameters[name] = parameter(name, kind, range);
            });
            if (lab.parameters.count(name) == 0) {
                fail(value.Mark(), "parameter {} needs a kind: int, choice, port, subnet or word", name);
            }
        });
        if (lab.parameters.size() > most) {
            fail(node.Mark(), "there are more than {} parameters", most);
        }
    }

    ParameterSpec parameter(const std::string& name, const std::string& kind, const YAML::Node& node) const {
        ParameterSpec spec;
        const bool usual = node.IsScalar() && node.Scalar() == "true";
        if (kind == "int") {
            range(node, spec, -1000000000, 1000000000);
        } else if (kind == "port") {
            constexpr long lowest = 10000;
            constexpr long highest = 59999;
            spec.kind = ParameterSpec::Kind::port;
            spec.least = lowest;
            spec.most = highest;
            if (!usual) {
                range(node, spec, 1, 65535);
            }
        } else if (kind == "choice" || kind == "word") {
            spec.kind = ParameterSpec::Kind::choice;
            spec.choices = kind == "word" && usual ? usual_words() : choices(node, name);
        } else if (kind == "subnet") {
            subnet(node, spec);
        } else {
            fail(
                node.Mark(),
                "unknown kind \"{}\" of parameter {}; known are int, choice, port, subnet, word",
                kind,
                name);
        }
        return spec;
    }

    void range(const YAML::Node& node, ParameterSpec& spec, long lowest, long highest) const {
        const bool two = node.IsSequence() && node.size() == 2 && YAML::convert<long>::decode(node[0], spec.least) &&
                         YAML::convert<long>::decode(node[1], spec.most);
        if (!two || spec.least > spec.most || spec.least < lowest || spec.most > highest) {
            fail(node.Mark(), "a range is [LEAST, MOST], whole numbers from {} to {}", lowest, highest);
        }
    }

    std::vector<std::string> choices(const YAML::Node& node, const std::string& name) const {
        constexpr std::size_t longest = 200;
        std::vector<std::string> found;
        if (node.IsSequence()) {
            for (const auto& one : node) {
                found.push_back(text(one, "a choice of " + name));
                if (found.back().size() > longest || found.back() != sanitize_line(found.back())) {
                    fail(one.Mark(), "a choice of {} has to be one line of at most {} characters", name, longest);
                }
            }
        }
        if (found.empty()) {
            fail(node.Mark(), "parameter {} needs a list of choices", name);
        }
        return found;
    }

    void subnet(const YAML::Node& node, ParameterSpec& spec) const {
        spec.kind = ParameterSpec::Kind::subnet;
        each(node, "subnet", [&](const std::string& key, const YAML::Node& value) {
            if (key == "of") {
                try {
                    const auto within = subnet_from(text(value, key));
                    spec.base = within.base;
                    spec.base_prefix = within.prefix;
                } catch (const UsageError& error) {
                    fail(value.Mark(), "{}", error.what());
                }
            } else if (key != "prefix" || !YAML::convert<int>::decode(value, spec.prefix)) {
                fail(value.Mark(), "a subnet is {{of: 10.0.0.0/8, prefix: 24}}");
            }
        });
        if (spec.base_prefix == 0 || spec.prefix < spec.base_prefix || spec.prefix > 32) {
            fail(
                node.Mark(),
                "a subnet is {{of: 10.0.0.0/8, prefix: 24}}, with a prefix at least as long as that of the whole "
                "network");
        }
    }

    AttemptPolicy attempts(const YAML::Node& node) const {
        try {
            return attempt_policy_from(text(node, "attempts"));
        } catch (const UsageError&) {
            fail(node.Mark(), "attempts has to be last, best or first");
        }
    }

    LatePolicy late(const YAML::Node& node) const {
        LatePolicy policy;
        if (node.IsScalar()) {
            const auto word = text(node, "late");
            if (word != "none" && word != "cut_off" && word != "cut-off") { // As for --late.
                fail(node.Mark(), "late has to be none, cut_off (or cut-off), or {{per_day: PERCENT}}");
            }
            policy.kind = word == "none" ? LatePolicy::Kind::none : LatePolicy::Kind::cut_off;
            return policy;
        }
        policy.kind = LatePolicy::Kind::per_day;
        each(node, "late", [&](const std::string& key, const YAML::Node& value) {
            if (key != "per_day" && key != "at_most") {
                fail(value.Mark(), "unknown key \"{}\" of late; known are per_day, at_most", key);
            }
            const auto percent = amount(value, key);
            if (percent > 100) {
                fail(value.Mark(), "{} has to be a number of percent", key);
            }
            (key == "per_day" ? policy.percent : policy.at_most) = percent;
        });
        if (policy.percent == 0) {
            fail(node.Mark(), "late needs per_day, the percent of the score for each day");
        }
        return policy;
    }

    void partials(const YAML::Node& node, Lab& lab) const {
        each(node, "partials", [&](const std::string& name, const YAML::Node& value) {
            if (!is_id(name)) {
                fail(value.Mark(), "\"{}\" cannot be the name of a partial solution", sanitize_line(name, 60));
            }
            PartialSolution partial;
            bool scored = false;
            each(value, "partial solution " + name, [&](const std::string& key, const YAML::Node& part) {
                if (key == "machine") {
                    partial.machine = text(part, key);
                } else if (key == "score") {
                    partial.score = amount(part, key);
                    scored = true;
                } else {
                    fail(part.Mark(), "unknown key \"{}\" of partial solution {}; known are machine, score", key, name);
                }
            });
            if (!scored) {
                fail(value.Mark(), "partial solution {} needs the score that it reaches", name);
            }
            lab.partials[name] = partial;
        });
    }
};

} // namespace

void read_lab_file(const fs::path& file, Lab& lab) {
    const LabReader reader(file);
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
