#include "cmd/candidates.hpp"

#include "cmd/command.hpp"
#include "cmd/report_formats.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check.hpp"
#include "lib/check/check_id.hpp"
#include "lib/lab/ids.hpp"
#include "lib/lab/lab.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/classes.hpp"
#include "lib/store/grading.hpp"
#include "lib/store/instance.hpp"

namespace crocum::candidates {

namespace {

/// The results of the current attempt.
std::vector<CheckResult> current_results(const Config& config, const ParsedWords& words) {
    if (is_id(words.student) && is_id(lab_name(words.lab))) {
        if (const auto grading = Attempts(config.state).current({lab_name(words.lab), words.student})) {
            return grading->results_before_decisions();
        }
    }
    return {};
}

} // namespace

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

Candidates students(const Config& config, const ParsedWords& words) {
    Candidates all;
    Candidates here;
    // Reports and task sheets can be about students without an instance.
    const auto known = words.verb == "report" || words.verb == "task" ? classes(config) : Candidates();
    if (!known.empty()) {
        Database database(config.database, config.state);
        for (const auto& [name, about] : known) {
            if (words.class_name.empty() || words.class_name == name) {
                for (const auto& student : Classes(database).students(name)) {
                    here[student.id] = sanitize_line(student.name, 60);
                }
            }
        }
    }
    for (const auto& id : Instances(config.state).all()) {
        all[id.student] = "";
        if (id.lab == lab_name(words.lab)) {
            here[id.student] = "has an instance of " + id.lab;
        }
    }
    return here.empty() || words.verb == "up" ? all : here;
}

Candidates machines(const Config& config, const ParsedWords& words) {
    Candidates found;
    if (is_id(words.student) && is_id(lab_name(words.lab))) {
        if (const auto instance = Instances(config.state).find({lab_name(words.lab), words.student})) {
            for (const auto& machine : instance->machines) {
                found[machine.name] = machine.at_provider() == nullptr ? "" : machine.at_provider()->name;
            }
            return found;
        }
    }
    if (!words.lab.empty()) {
        for (const auto& name : load_lab(find_lab(words.lab, config.labs)).suite_candidates()) {
            found[name] = "";
        }
    }
    return found;
}

Candidates partials(const Config& config, const ParsedWords& words) {
    Candidates found;
    if (!words.lab.empty()) {
        for (const auto& [name, partial] : load_lab(find_lab(words.lab, config.labs)).partials) {
            found[name] = plural_points(partial.score);
        }
    }
    return found;
}

Candidates attempts(const Config& config, const ParsedWords& words) {
    Candidates found;
    if (is_id(words.student) && is_id(lab_name(words.lab))) {
        for (const auto& name : Attempts(config.state).names({lab_name(words.lab), words.student})) {
            if (name == sanitize_line(name)) {
                found[name] = "";
            }
        }
    }
    return found;
}

Candidates checks(const Config& config, const ParsedWords& words) {
    Candidates found;
    for (const auto& result : current_results(config, words)) {
        if (const auto id = shown_id(result.check.id); id == sanitize_line(id)) {
            found[id] = sanitize_line(result.check.title, 80);
        }
    }
    return found;
}

Candidates tags(const Config& config, const ParsedWords& words) {
    Candidates found;
    for (const auto& result : current_results(config, words)) {
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
    // Completion does not create a database, and does not wait for a server.
    if (!config.database.empty() || !Database::exists("", config.state)) {
        return found;
    }
    Database database(config.database, config.state);
    for (const auto& one : Classes(database).all()) {
        found[one.name] = plural(one.students, "student");
    }
    return found;
}

Candidates groups(const Config& config, const ParsedWords& words) {
    Candidates found;
    if (classes(config).count(words.class_name) == 0) {
        return found;
    }
    Database database(config.database, config.state);
    for (const auto& student : Classes(database).students(words.class_name)) {
        if (student.left) {
            continue;
        }
        for (const auto& group : student.groups()) {
            found[group] = "";
        }
    }
    return found;
}

Candidates formats(const ParsedWords& words) {
    if (words.verb == "task") {
        return {{"markdown", "as README.md"}, {"html", "one page"}};
    }
    Candidates found;
    for (const auto& format : report_formats()) {
        found[format.name] = format.about;
    }
    return found;
}

} // namespace crocum::candidates
