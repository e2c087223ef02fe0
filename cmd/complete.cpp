#include "cmd/complete.hpp"

#include "cmd/candidates.hpp"
#include "cmd/parser.hpp"

namespace crocum {

namespace {

using Words = std::vector<std::string>;

/// The parsed words before the last one.
struct Line {
    const CLI::App* verb = nullptr;
    const CLI::Option* pending = nullptr; ///< the option whose value comes next
    ParsedWords words;
    std::size_t positionals = 0;
    bool command = false; ///< after "--"
};

bool takes_value(const CLI::Option& option) {
    return option.get_items_expected_max() > 0;
}

void note_value(Line& line, const CLI::Option& option, const std::string& value) {
    if (option.check_lname("student")) {
        line.words.student = value;
    } else if (option.check_lname("class")) {
        line.words.class_name = value;
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
            line.words.lab = word;
        }
    }
    line.words.verb = line.verb->get_name();
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

Candidates values(const CLI::Option& option, const Line& line) {
    if (option.check_lname("color")) {
        return {{"auto", "colour on a terminal"}, {"always", "always colour"}, {"never", "no colour"}};
    }
    if (option.check_lname("format")) {
        return candidates::formats(line.words);
    }
    if (option.check_lname("attempt-policy")) {
        return {
            {"last", "the newest complete attempt"},
            {"best", "the attempt with the highest score"},
            {"first", "the oldest complete attempt"}};
    }
    if (option.check_lname("student")) {
        return candidates::students(load_config(), line.words);
    }
    if (option.check_lname("class")) {
        return candidates::classes(load_config());
    }
    if (option.check_lname("group") && line.words.verb != "import") { // There, it is a column.
        return candidates::groups(load_config(), line.words);
    }
    if (option.check_lname("machine")) {
        return candidates::machines(load_config(), line.words);
    }
    if (option.check_lname("partial")) {
        return candidates::partials(load_config(), line.words);
    }
    if (option.check_lname("attempt")) {
        return candidates::attempts(load_config(), line.words);
    }
    if (option.check_lname("check")) {
        return candidates::checks(load_config(), line.words);
    }
    if (option.check_lname("tags")) {
        return candidates::tags(load_config(), line.words);
    }
    return {};
}

/// bash passes "--student=demo" as three words.
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

Candidates candidates_for(const Line& line, const std::string& last, std::string& prefix) {
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
        return candidates::classes(load_config());
    }
    if (line.positionals == 0 && line.verb->get_option_no_throw("LAB") != nullptr) {
        return candidates::labs(load_config());
    }
    if (line.positionals == 1 && line.verb->get_option_no_throw("ATTEMPT") != nullptr) {
        return candidates::attempts(load_config(), line.words);
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
        for (const auto& [value, about] : candidates_for(read_line(app, words), last, prefix)) {
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
