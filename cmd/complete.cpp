#include "cmd/complete.hpp"

#include "cmd/parser.hpp"
#include "cmd/report_formats.hpp"
#include "lib/base/text.hpp"
#include "lib/config/config.hpp"
#include "lib/lab/ids.hpp"
#include "lib/lab/lab.hpp"
#include "lib/store/classes.hpp"
#include "lib/store/grading.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace crocum {

namespace {

using Candidates = std::map<std::string, std::string>; ///< value -> description
using Words = std::vector<std::string>;

/// What the words before the last one say.
struct Line {
    const CLI::App* verb = nullptr;
    const CLI::Option* pending = nullptr; ///< the option whose value comes next
    std::string lab;
    std::string student;
    std::string class_name;
    std::size_t positionals = 0;
    bool command = false; ///< after "--"
};

bool takes_value(const CLI::Option& option) {
    return option.get_items_expected_max() > 0;
}

void note_value(Line& line, const CLI::Option& option, const std::string& value) {
    if (option.check_lname("student")) {
        line.student = value;
    } else if (option.check_lname("class")) {
        line.class_name = value;
    }
}

void read_option(Line& line, const std::string& word) {
    const auto equals = word.find('=');
    const auto* option = line.verb->get_option_no_throw(word.substr(0, equals));
    if (option == nullptr || !takes_value(*option)) {
        return;
    }
    if (equals == std::string::npos) {
        line.pending = option;
    } else {
        note_value(line, *option, word.substr(equals + 1));
    }
}

const CLI::App* verb_called(const CLI::App& group, const std::string& name) {
    for (const auto* verb : verbs_of(group)) {
        if (verb->get_name() == name) {
            return verb;
        }
    }
    return nullptr;
}

Line read_line(const CLI::App& app, const Words& words) {
    Line line;
    line.verb = &app;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        const auto& word = words[i];
        if (line.pending != nullptr) {
            note_value(line, *line.pending, word);
            line.pending = nullptr;
        } else if (word == "--") {
            line.command = true;
        } else if (word.rfind('-', 0) == 0) {
            read_option(line, word);
        } else if (const auto* verb = verb_called(*line.verb, word)) {
            line.verb = verb;
        } else if (line.positionals++ == 0) {
            line.lab = word;
        }
    }
    return line;
}

Candidates verbs(const CLI::App& app) {
    Candidates found;
    for (const auto* verb : verbs_of(app)) {
        found[verb->get_name()] = verb->get_description();
    }
    return found;
}

Candidates options(const CLI::App& verb) {
    Candidates found;
    for (const auto* option : verb.get_options()) {
        for (const auto& name : option->get_lnames()) {
            found["--" + name] = option->get_description();
        }
        for (const auto& name : option->get_snames()) {
            found["-" + name] = option->get_description();
        }
    }
    return found;
}

/// A lab's title costs reading its lab.yaml; one that cannot be read is a candidate nevertheless.
Candidates labs(const Config& config) {
    Candidates found;
    for (const auto& folder : labs_on(config.labs)) {
        auto& about = found[folder.filename().string()];
        try {
            about = load_lab(folder).title;
        } catch (const std::exception&) {
            about = folder.string();
        }
    }
    return found;
}

/// Students with an instance of the lab; anybody who has one of any lab where that says nothing (and for `up`).
Candidates students(const Config& config, const Line& line) {
    Candidates all;
    Candidates here;
    for (const auto& id : Instances(config.state).all()) {
        all[id.student] = "";
        if (id.lab == lab_name(line.lab)) {
            here[id.student] = "has an instance of " + id.lab;
        }
    }
    return here.empty() || line.verb->get_name() == "up" ? all : here;
}

/// The instance's machines; before there is one, those that the lab has checks for.
Candidates machines(const Config& config, const Line& line) {
    Candidates found;
    if (is_id(line.student) && is_id(lab_name(line.lab))) {
        if (const auto instance = Instances(config.state).find({lab_name(line.lab), line.student})) {
            for (const auto& machine : instance->machines) {
                found[machine.name] = machine.domain;
            }
            return found;
        }
    }
    if (!line.lab.empty()) {
        for (const auto& name : load_lab(find_lab(line.lab, config.labs)).suite_candidates()) {
            found[name] = "";
        }
    }
    return found;
}

/// The student's attempts; only those that crocum named.
Candidates attempts(const Config& config, const Line& line) {
    Candidates found;
    if (is_id(line.student) && is_id(lab_name(line.lab))) {
        for (const auto& name : Attempts(config.state).names({lab_name(line.lab), line.student})) {
            if (name == sanitize_line(name)) {
                found[name] = "";
            }
        }
    }
    return found;
}

/// The results of the attempt that counts.
std::vector<CheckResult> standing(const Config& config, const Line& line) {
    if (is_id(line.student) && is_id(lab_name(line.lab))) {
        if (const auto grading = Attempts(config.state).standing({lab_name(line.lab), line.student})) {
            return grading->results_before_decisions();
        }
    }
    return {};
}

/// What can be decided on.
Candidates checks(const Config& config, const Line& line) {
    Candidates found;
    for (const auto& result : standing(config, line)) {
        if (result.check.id == sanitize_line(result.check.id)) {
            found[result.check.id] = sanitize_line(result.check.title, 80);
        }
    }
    return found;
}

/// Those that the student's checks had the last time: to find others, the suites would have to be collected.
Candidates tags(const Config& config, const Line& line) {
    Candidates found;
    for (const auto& result : standing(config, line)) {
        for (const auto& tag : result.check.tags) {
            if (tag == sanitize_line(tag)) {
                found[tag] = "";
            }
        }
    }
    return found;
}

Candidates classes(const Config& config) {
    Candidates found;
    // Nothing is made for a Tab, and no server is waited for.
    if (!config.database.empty() || !std::filesystem::exists(Database::file_in(config.state))) {
        return found;
    }
    Database database(config.database, config.state);
    for (const auto& one : Classes(database).all()) {
        found[one.name] = plural(one.students, "student");
    }
    return found;
}

Candidates groups(const Config& config, const Line& line) {
    Candidates found;
    if (classes(config).count(line.class_name) == 0) {
        return found;
    }
    Database database(config.database, config.state);
    for (const auto& student : Classes(database).students(line.class_name)) {
        if (!student.left && !student.group.empty()) {
            found[student.group] = "";
        }
    }
    return found;
}

Candidates formats(const Line& line) {
    if (line.verb->get_name() == "task") {
        return {{"markdown", "as README.md"}, {"html", "one page"}};
    }
    Candidates found;
    for (const auto& format : report_formats()) {
        found[format.name] = format.about;
    }
    return found;
}

Candidates values(const CLI::Option& option, const Line& line) {
    if (option.check_lname("color")) {
        return {{"auto", "colour on a terminal"}, {"always", "colour in any case"}, {"never", "no colour"}};
    }
    if (option.check_lname("format")) {
        return formats(line);
    }
    if (option.check_lname("attempt-policy")) {
        return {
            {"last", "the newest in which everything was measured"},
            {"best", "the one with the highest score"},
            {"first", "the oldest"}};
    }
    if (option.check_lname("student")) {
        return students(load_config(), line);
    }
    if (option.check_lname("class")) {
        return classes(load_config());
    }
    if (option.check_lname("group")) {
        return groups(load_config(), line);
    }
    if (option.check_lname("machine")) {
        return machines(load_config(), line);
    }
    if (option.check_lname("attempt")) {
        return attempts(load_config(), line);
    }
    if (option.check_lname("check")) {
        return checks(load_config(), line);
    }
    if (option.check_lname("tags")) {
        return tags(load_config(), line);
    }
    return {};
}

/// bash hands "--student=demo" over as three words.
void join_equals(Words& words) {
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
        if (words[i] == "=" && words[i - 1].rfind("--", 0) == 0) {
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
    if (words.size() > 1 && words.back() == "=" && words[words.size() - 2].rfind("--", 0) == 0) {
        words.back().clear();
    }
}

Candidates candidates(const Line& line, const std::string& last, std::string& prefix) {
    if (line.command) {
        return {};
    }
    if (line.pending != nullptr) {
        return values(*line.pending, line);
    }
    if (const auto equals = last.find('='); last.rfind("--", 0) == 0 && equals != std::string::npos) {
        const auto* option = line.verb->get_option_no_throw(last.substr(0, equals));
        prefix = last.substr(0, equals + 1);
        return option == nullptr ? Candidates() : values(*option, line);
    }
    if (last.rfind('-', 0) == 0) {
        return options(*line.verb);
    }
    if (auto names = verbs(*line.verb); !names.empty()) {
        return names;
    }
    if (line.positionals == 0 && line.verb->get_option_no_throw("NAME") != nullptr) {
        return classes(load_config());
    }
    if (line.positionals == 0 && line.verb->get_option_no_throw("LAB") != nullptr) {
        return labs(load_config());
    }
    if (line.positionals == 1 && line.verb->get_option_no_throw("ATTEMPT") != nullptr) {
        return attempts(load_config(), line);
    }
    return {};
}

} // namespace

std::string complete(const CLI::App& app, Words words) {
    if (words.empty()) {
        words.emplace_back();
    }
    join_equals(words);
    const auto last = words.back();
    std::string text;
    try {
        std::string prefix;
        for (const auto& [value, about] : candidates(read_line(app, words), last, prefix)) {
            const auto whole = prefix + value;
            if (whole.rfind(last, 0) == 0) {
                text += whole + "\t" + about.substr(0, about.find('\n')) + "\n";
            }
        }
    } catch (const std::exception&) {
        return text;
    }
    return text;
}

} // namespace crocum
