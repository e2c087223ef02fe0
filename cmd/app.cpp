#include "cmd/app.hpp"

#include "cmd/complete.hpp"
#include "cmd/dump.hpp"
#include "cmd/help_text.hpp"
#include "cmd/parser.hpp"
#include "cmd/verbs.hpp"
#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/base/suggest.hpp"
#include "lib/base/text.hpp"
#include "lib/base/version.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

namespace crocum {

namespace {

Invocation print(std::string text, std::FILE* stream, Exit exit) {
    Invocation invocation;
    invocation.run = [text = std::move(text), stream, exit] {
        std::fwrite(text.data(), 1, text.size(), stream);
        return static_cast<int>(exit);
    };
    return invocation;
}

std::string version_line() {
    return "crocum " + std::string(version());
}

std::vector<std::string> names_of_verbs(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* verb : verbs_of(app)) {
        names.push_back(verb->get_name());
    }
    return names;
}

/// Shows the required options of a verb in its usage line. They are not marked as required for CLI11, because CLI11
/// would then report a missing option before it reports a mistyped one.
class Formatter : public CLI::Formatter {
public:
    std::string make_usage(const CLI::App* app, std::string name) const override {
        auto text = "Usage: " + (name.empty() ? "crocum" : name);
        if (!verbs_of(*app).empty()) {
            return text + " VERB ...\n";
        }
        const bool without_lab =
            (app->get_name() == "list" && app->get_parent()->get_name() != "grade") || app->get_name() == "report";
        for (const auto* option : app->get_options([](const CLI::Option* one) { return one->get_positional(); })) {
            const auto word = option->get_single_name();
            const bool optional = word == "ATTEMPT" || (word == "LAB" && without_lab);
            text += word == "COMMAND" ? "" : optional ? " [" + word + "]" : " " + word;
        }
        if (const auto* student = app->get_option_no_throw("--student"); student != nullptr) {
            text += student->get_expected_max() > 1 ? " [-s ID]..." : " -s ID";
        }
        text += " [OPTIONS]";
        return text + (app->get_option_no_throw("COMMAND") == nullptr ? "" : " -- COMMAND...") + "\n";
    }

    /// The type of an option's value, without the ranges and sets that CLI11 adds for its errors.
    std::string make_option_opts(const CLI::Option* option) const override {
        const auto type = option->get_type_name();
        const bool named = !option->get_positional() && option->get_items_expected_max() > 0;
        if (option->get_single_name() == "wait") {
            return "[=" + type.substr(0, type.find(':')) + "]";
        }
        return named ? " " + type.substr(0, type.find(':')) : "";
    }
};

/// Commands that no help shows: for the shell's completion, for tests, and for the Python package.
std::optional<Invocation> hidden(const CLI::App& app, const std::vector<std::string>& arguments) {
    if (arguments.empty() || arguments[0].rfind("__", 0) != 0) {
        return std::nullopt;
    }
    if (arguments[0] == "__dump-cli") {
        return print(to_text(dump_cli(app)), stdout, Exit::done);
    }
    if (arguments[0] == "__complete") {
        const auto skipped = arguments.size() > 1 && arguments[1] == "--" ? 2 : 1;
        return print(complete(app, {arguments.begin() + skipped, arguments.end()}), stdout, Exit::done);
    }
    if (arguments[0] == "__bridge" && arguments.size() == 3) {
        Invocation invocation;
        invocation.run = [lab = arguments[1], student = arguments[2]] { return run_bridge(lab, student); };
        return invocation;
    }
    return std::nullopt;
}

/// The verb that an unknown word probably means: a verb with another spelling, or a verb whose group was left out.
std::string similar_verb(const CLI::App& app, const std::string& word) {
    for (const auto* group : verbs_of(app)) {
        const auto names = names_of_verbs(*group);
        if (std::find(names.begin(), names.end(), word) != names.end()) {
            return group->get_name() + " " + word;
        }
    }
    return nearest(word, names_of_verbs(app));
}

/// Follows the words that name groups and verbs. CLI11 itself would report a mistyped verb as an unexpected argument.
void require_known_verbs(const CLI::App& app, const std::vector<std::string>& arguments) {
    const auto* at = &app;
    std::string path = "crocum";
    for (const auto& word : arguments) {
        const auto names = names_of_verbs(*at);
        if (names.empty() || word.rfind('-', 0) == 0) {
            return;
        }
        if (std::find(names.begin(), names.end(), word) == names.end()) {
            const auto near = similar_verb(*at, word);
            throw with_hint(
                UsageError("unknown command \"{} {}\"", path, sanitize_line(word, 60)),
                near.empty() ? fmt::format("The commands are: {}", join(names, ", "))
                             : fmt::format("Did you mean \"{} {}\"?", path, near));
        }
        at = at->get_subcommand(word);
        path += " " + word;
    }
}

/// The program, the group and the verb, as far as the parser found them.
std::vector<const CLI::App*> named(const CLI::App& app) {
    std::vector<const CLI::App*> way{&app};
    while (!way.back()->get_subcommands().empty()) {
        way.push_back(way.back()->get_subcommands().front());
    }
    return way;
}

std::string see_help(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* at : named(app)) {
        names.push_back(at->get_name());
    }
    return fmt::format("\"{} --help\" shows the usage", join(names, " "));
}

std::vector<std::string> names_of_options(const CLI::App& verb) {
    std::vector<std::string> names;
    for (const auto* option : verb.get_options()) {
        for (const auto& name : option->get_lnames()) {
            names.push_back("--" + name);
        }
    }
    return names;
}

/// The error for unexpected arguments: usually a student given without -s, or a command given without "--".
UsageError unexpected_argument(const CLI::App& app) {
    const auto words = app.remaining(true);
    const auto first = sanitize_line(words.empty() ? "" : words.front(), 60);
    const auto& verb = *named(app).back();
    if (verb.get_option_no_throw("COMMAND") != nullptr) {
        return with_hint(
            UsageError("unexpected argument \"{}\" before \"--\"", first),
            "Give the command after \"--\": -- COMMAND...");
    }
    if (first.rfind('-', 0) == 0) {
        const auto near = nearest(first.substr(0, first.find('=')), names_of_options(verb));
        return with_hint(
            UsageError("unknown option {}", first),
            near.empty() ? see_help(app) : fmt::format("Did you mean {}? {}", near, see_help(app)));
    }
    const bool student = verb.get_option_no_throw("--student") != nullptr;
    return with_hint(
        UsageError("unexpected argument \"{}\"", first),
        student ? fmt::format("To name a student, use -s: -s {}", first) : see_help(app));
}

/// The help of the group or verb that was named last.
std::string help_for(const CLI::App& app) {
    const auto way = named(app);
    std::vector<std::string> names;
    names.reserve(way.size());
    for (const auto* at : way) {
        names.push_back(at->get_name());
    }
    names.pop_back();
    return way.back()->help(join(names, " "));
}

bool is_number(const std::string& word) {
    return !word.empty() && word.find_first_not_of("0123456789") == std::string::npos;
}

/// CLI11 2.1.2 would take LAB as the value of a bare --wait before it.
void add_value_of_wait(std::vector<std::string>& arguments) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == "--wait" && (i + 1 == arguments.size() || !is_number(arguments[i + 1]))) {
            arguments[i] = fmt::format("--wait={}", longest_wait);
        }
    }
}

/// The parser: of all verbs, or of `only` one. To describe all verbs to the parser costs more than all else that crocum
/// itself does at its start.
std::unique_ptr<CLI::App> make_app(Invocation& invocation, const VerbEntry* only) {
    auto app = std::make_unique<CLI::App>(
        "One instance of a lab for each student, checked inside its machines through the QEMU guest agent.", "crocum");
    app->set_version_flag("--version", version_line());
    app->require_subcommand(0, 1);
    app->formatter(std::make_shared<Formatter>());
    app->get_formatter()->column_width(34);

    for (const auto& group : all_groups()) {
        if (only != nullptr && only->group != group.name) {
            continue;
        }
        auto* at = app.get();
        if (!group.name.empty()) {
            at = app->add_subcommand(std::string(group.name), std::string(group.about));
            at->require_subcommand(0, 1);
            at->footer("Manual: man crocum-" + at->get_name() + "\n");
        }
        for (const auto& verb : all_verbs()) {
            if (verb.group == group.name && (only == nullptr || only == &verb)) {
                verb.add(*at, invocation);
            }
        }
    }

    app->footer(
        "Exit status: 0 done, 1 failed, 2 wrong usage, 3 something is ungraded or unreachable, 4 another crocum holds\n"
        "the lock, 5 something could not be removed or a name is in use, 128+N ended by signal N.\n\n"
        "Examples:\n"
        "  crocum lab up hello -s demo        create demo's instance of labs/hello\n"
        "  crocum lab check hello -s demo     grade the instance\n"
        "  crocum lab down hello -s demo      destroy the instance\n\n"
        "Manual: man crocum\n");
    return app;
}

} // namespace

int own_failure(const std::vector<std::string>& arguments) {
    const auto* verb = named_verb(arguments);
    if (verb == nullptr) {
        return 0;
    }
    Invocation none;
    const auto app = make_app(none, verb);
    const auto* at = app.get();
    while (!verbs_of(*at).empty()) {
        at = verbs_of(*at).front();
    }
    return at->get_option_no_throw("COMMAND") == nullptr ? 0 : own_failure_status;
}

Invocation parse(const std::vector<std::string>& all) {
    Invocation invocation;
    if (all.size() == 1 && all[0] == "--version") {
        return print(version_line() + "\n", stdout, Exit::done);
    }
    const auto app = make_app(invocation, named_verb(all));
    if (auto asked = hidden(*app, all)) {
        return std::move(*asked);
    }
    // CLI11 2.1.2 assigns the words after "--" to any free positional, LAB first.
    const auto separator = std::find(all.begin(), all.end(), "--");
    std::vector<std::string> arguments(all.begin(), separator);
    if (separator != all.end()) {
        invocation.command.assign(separator + 1, all.end());
    }
    require_known_verbs(*app, arguments);
    add_value_of_wait(arguments);
    try {
        // CLI11 reads the arguments from the back.
        app->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::CallForHelp&) {
        return print(help_on(stdout, help_for(*app)), stdout, Exit::done);
    } catch (const CLI::CallForVersion& call) {
        return print(std::string(call.what()) + "\n", stdout, Exit::done);
    } catch (const CLI::ExtrasError&) {
        throw unexpected_argument(*app);
    } catch (const CLI::ParseError& error) {
        throw with_hint(UsageError("{}", sanitize_line(error.what())), see_help(*app));
    }
    if (!invocation.run) {
        return print(help_on(stderr, help_for(*app)), stderr, Exit::usage);
    }
    if (separator != all.end() && !invocation.takes_command) {
        throw UsageError("this verb does not take a command after \"--\"");
    }
    return invocation;
}

} // namespace crocum
