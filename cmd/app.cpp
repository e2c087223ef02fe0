#include "cmd/app.hpp"

#include "cmd/spelling.hpp"
#include "lib/base/text.hpp"
#include "lib/base/version.hpp"

#include <algorithm>
#include <cstdio>

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

std::vector<std::string> verbs_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(verb->get_name());
    }
    return names;
}

/// Follows the words that name groups and verbs. The parser itself takes a mistyped verb for a surplus argument.
void require_known_verbs(const CLI::App& app, const std::vector<std::string>& arguments) {
    const auto* at = &app;
    std::string path = "crocum";
    for (const auto& word : arguments) {
        const auto names = verbs_of(*at);
        if (names.empty() || word.rfind('-', 0) == 0) {
            return;
        }
        if (std::find(names.begin(), names.end(), word) == names.end()) {
            const auto near = nearest(word, names);
            throw with_hint(
                UsageError("there is no \"{} {}\"", path, sanitize_line(word, 60)),
                near.empty() ? fmt::format("It can be: {}", join(names, ", "))
                             : fmt::format("Did you mean \"{} {}\"?", path, near));
        }
        at = at->get_subcommand(word);
        path += " " + word;
    }
}

/// The help of the deepest group or verb that was named.
std::string help_for(const CLI::App& app) {
    const auto* at = &app;
    std::string path;
    while (!at->get_subcommands().empty()) {
        path += (path.empty() ? "" : " ") + at->get_name();
        at = at->get_subcommands().front();
    }
    return at->help(path);
}

} // namespace

std::unique_ptr<CLI::App> make_app(Invocation& invocation) {
    auto app = std::make_unique<CLI::App>(
        "One instance of a lab per student, checked inside its machines through the QEMU guest agent.", "crocum");
    app->set_version_flag("--version", "crocum " + std::string(version()));
    app->require_subcommand(0, 1);
    app->get_formatter()->column_width(34);

    auto* lab = app->add_subcommand("lab", "Labs and their instances");
    lab->require_subcommand(0, 1);
    add_lab_up(*lab, invocation);
    add_lab_check(*lab, invocation);
    add_lab_list(*lab, invocation);
    add_lab_exec(*lab, invocation);
    add_lab_down(*lab, invocation);

    app->footer(
        "Exit status: 0 done, 1 failed, 2 usage, 3 something is ungraded or unreachable, 4 another crocum holds\n"
        "the instance, 5 something still stands, 128+N ended by signal N.\n\n"
        "Examples:\n"
        "  crocum lab up hello -s demo        make demo's instance of labs/hello\n"
        "  crocum lab check hello -s demo     grade it\n"
        "  crocum lab down hello -s demo      take it down\n");
    return app;
}

Invocation parse(const std::vector<std::string>& all) {
    Invocation invocation;
    const auto app = make_app(invocation);
    // CLI11 2.1.2 gives what follows "--" to whichever positional is free, LAB first.
    const auto separator = std::find(all.begin(), all.end(), "--");
    const std::vector<std::string> arguments(all.begin(), separator);
    if (separator != all.end()) {
        invocation.command.assign(separator + 1, all.end());
    }
    require_known_verbs(*app, arguments);
    try {
        // CLI11 takes them from the back.
        app->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::CallForHelp&) {
        return print(help_for(*app), stdout, Exit::done);
    } catch (const CLI::CallForVersion& call) {
        return print(std::string(call.what()) + "\n", stdout, Exit::done);
    } catch (const CLI::ParseError& error) {
        throw with_hint(
            UsageError("{}", sanitize_line(error.what())), "\"crocum lab VERB --help\" shows how it is used");
    }
    if (!invocation.run) {
        return print(help_for(*app), stderr, Exit::usage);
    }
    if (separator != all.end() && !invocation.takes_command) {
        throw UsageError("this verb takes no command after \"--\"");
    }
    return invocation;
}

} // namespace crocum
