#include "cmd/student_prompt.hpp"

#include "cmd/line_editor.hpp"
#include "cmd/raw_console.hpp"
#include "cmd/terminal_size.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/local_time.hpp"
#include "lib/base/table.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"
#include "lib/report/check_text.hpp"
#include "lib/report/task_text.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

namespace crocum {

namespace {

constexpr std::size_t longest_line = 200;
/// More refused lines than a person mistypes: the session ends.
constexpr std::size_t most_refused = 50;
/// Delay between lines: a person does not type faster, and a script cannot fill the log.
constexpr Milliseconds line_delay{200};
/// An idle session ends, because other people can use a forgotten terminal.
constexpr Seconds longest_idle{std::chrono::hours(4)};
constexpr const char* help = "  machines                 your machines\n"
                             "  console LAB [MACHINE]    work on a machine; Ctrl-] leaves it\n"
                             "  task LAB                 show your task\n"
                             "  check LAB                check your work now; this is not a grade\n"
                             "  todo LAB                 show what is left to do after the last check\n"
                             "  help, quit\n"
                             "LAB is not needed when you have only one lab; \"console MACHINE\" is enough then.\n";

/// Reads a line of stdin that is no terminal, or of a terminal that cannot be edited at. Returns nothing at the end of
/// stdin, after a signal, and after `longest_idle` without input. A line that is too long is cut.
std::optional<std::string> read_plain_line() {
    std::string line;
    while (true) {
        std::array<pollfd, 2> ready{{{STDIN_FILENO, POLLIN, 0}, {interrupt_fd(), POLLIN, 0}}};
        const auto count = ::poll(ready.data(), ready.size(), static_cast<int>(Milliseconds(longest_idle).count()));
        if (count <= 0 || ready[1].revents != 0) {
            return std::nullopt;
        }
        char c = 0;
        if (::read(STDIN_FILENO, &c, 1) != 1) {
            return line.empty() ? std::nullopt : std::optional(line);
        }
        if (c == '\n') {
            return line;
        }
        if (line.size() <= longest_line) {
            line += c;
        }
    }
}

/// The name of this host without its domain; empty when it has none of its own.
std::string short_host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) {
        return "";
    }
    const auto text = sanitize_line(name.data(), 30);
    const auto first = text.substr(0, text.find('.'));
    return first == "localhost" || first == "(none)" ? "" : first;
}

/// Without the reasons, which only teachers may see: they can contain paths of the host or texts of hidden checks.
std::string not_measured_line(const Score& sum) {
    return sum.ungraded == 0 ? ""
                             : fmt::format(
                                   "{} could not be measured: is the machine running, and its qemu-guest-agent?\n",
                                   plural(sum.ungraded, "check"));
}

} // namespace

void StudentPrompt::greet() const {
    output_.result(fmt::format("crocum: the machines of {}\n\n", portal_.student()));
    show_machines();
    output_.result(fmt::format("\n{}", help));
}

void StudentPrompt::show_machines() const {
    std::vector<std::vector<std::string>> rows{{"LAB", "MACHINE", "STATE"}};
    for (const auto& one : portal_.machines()) {
        rows.push_back({one.lab, one.machine, one.state});
    }
    output_.result(rows.size() == 1 ? "You have no machines at the moment.\n" : table(rows));
    for (const auto& due : portal_.due_dates()) {
        output_.result(fmt::format("{}: due {} ({})\n", due.lab, to_local(due.at), from_now(due.at, current_time())));
    }
}

std::string StudentPrompt::lab_or_only(const std::string& given) const {
    if (!given.empty()) {
        return given;
    }
    const auto labs = portal_.labs();
    if (labs.empty()) {
        throw StudentRefusal("you have no lab at the moment");
    }
    if (labs.size() > 1) {
        throw StudentRefusal("which lab? You have {}", join(labs, ", "));
    }
    return labs.front();
}

StudentPrompt::Place StudentPrompt::place_of(const std::string& word) const {
    const auto labs = portal_.machine_names();
    const auto has = [&](const std::vector<std::string>& machines) {
        return std::find(machines.begin(), machines.end(), word) != machines.end();
    };
    if (const auto lab = labs.find(word); lab != labs.end()) {
        if (lab->second.size() > 1 && has(lab->second)) {
            output_.result(fmt::format("{0} is a lab here; its machine {0} is \"console {0} {0}\".\n", word));
        }
        return {word, ""};
    }
    if (labs.size() != 1) {
        return {word, ""};
    }
    const auto& [only, machines] = *labs.begin();
    if (!has(machines)) {
        throw StudentRefusal(
            "you have no lab and no machine \"{}\"; you have {} with {}", word, only, join(machines, ", "));
    }
    return {only, word};
}

void StudentPrompt::show_results(const std::vector<CheckResult>& results) const {
    if (results.empty()) {
        output_.result("You can see none of the checks.\n"); // Whether they failed is hidden too.
        return;
    }
    const auto sum = score(results);
    const auto left = left_to_do(results, output_.out_style());
    output_.result(left.empty() && sum.ungraded == 0 ? "Nothing is left to do.\n" : left);
    if (sum.measured > 0 || sum.ungraded == 0) {
        output_.result(fmt::format(
            "{}{} of {} in the checks that you can see{}\n",
            left.empty() ? "" : "\n",
            number(sum.reached),
            plural_points(sum.measured),
            sum.ungraded == 0 ? "" : " and that were measured"));
    }
    output_.result(not_measured_line(sum));
}

void StudentPrompt::check(const std::string& lab) {
    const auto checked = portal_.check(lab, [&](const std::string& text) { output_.result(text + "\n"); });
    output_.result("\n");
    show_results(checked.results);
    output_.result(
        checked.left_out == 0 ? "" : fmt::format("{} more are run only by your teacher.\n", checked.left_out));
}

void StudentPrompt::show_todo(const std::string& lab) {
    const auto newest = portal_.newest(lab);
    if (newest.finished.empty()) {
        output_.result("Nothing has been checked yet.\n");
        return;
    }
    output_.result(fmt::format("As of {}\n", local_time(newest.finished)));
    show_results(newest.results);
}

void StudentPrompt::show_task(const std::string& lab) const {
    const auto markdown = portal_.task(lab);
    output_.print(
        ::isatty(STDOUT_FILENO) == 1 ? task_text(markdown, terminal_columns(STDOUT_FILENO), output_.out_style())
                                     : markdown + "\n");
}

void StudentPrompt::execute(const std::vector<std::string>& words) {
    const auto& verb = words[0];
    const auto require_at_most = [&](std::size_t most) {
        if (words.size() > most) {
            throw StudentRefusal("too many words for \"{}\"", verb);
        }
    };
    const auto lab = [&](std::size_t most = 2) {
        require_at_most(most);
        return lab_or_only(words.size() > 1 ? words[1] : "");
    };
    if (verb == "task") {
        show_task(lab());
    } else if (verb == "check") {
        check(lab());
    } else if (verb == "todo") {
        show_todo(lab());
    } else if (verb == "console") {
        require_at_most(3);
        const auto place = words.size() == 2 ? place_of(words[1]) : Place{lab(3), words.size() > 2 ? words[2] : ""};
        done_ = !join_console(portal_, place.lab, place.machine, longest_idle);
    } else if (verb == "machines" || verb == "list") {
        require_at_most(1);
        show_machines();
    } else if (verb == "help") {
        output_.result(help);
    } else if (verb == "quit" || verb == "exit" || verb == "logout") {
        done_ = true;
    } else {
        throw StudentRefusal("unknown command");
    }
}

bool StudentPrompt::run_line(const std::string& line) {
    const auto parts = words(line);
    if (parts.empty()) {
        return true;
    }
    try {
        // Ids never need quoting, and are never a path or an option.
        const bool all_ids = std::all_of(
            parts.begin(), parts.end(), [](const auto& word) { return is_id(word) || is_machine_name(word); });
        if (!all_ids || line.size() > longest_line) {
            throw StudentRefusal("unknown command");
        }
        execute(parts);
        return true;
    } catch (const StudentRefusal& error) {
        portal_.log("refused: " + line);
        output_.trouble(fmt::format("{}; \"help\" shows the commands\n", error.what()));
        if (++refused_ >= most_refused) {
            portal_.log("sent away");
            done_ = true;
        }
    } catch (const StudentError& error) {
        output_.trouble(std::string(error.what()) + "\n");
    } catch (const Interrupted&) {
        if (interrupt_signal() == SIGINT) { // After a hang-up there is no terminal for a message.
            output_.trouble("stopped\n");
        }
    } catch (const std::exception& error) {
        // Only teachers may see paths and messages of libvirt.
        portal_.log("failed: " + line + ": " + join(error_chain(error), ": "));
        output_.trouble(
            error_exit(error) == Exit::locked ? "another command works on this instance: try again later\n"
                                              : "the command failed; your teacher can see the reason in the log\n");
    }
    return false;
}

void StudentPrompt::serve() {
    greet();
    const auto host = short_host_name();
    const auto who = portal_.student() + (host.empty() ? "" : "@" + host);
    LineEditorOptions options;
    options.prompt = who;
    options.bold = output_.out_style().color;
    options.longest_line = longest_line;
    options.longest_idle = longest_idle;
    options.names = [&] { return portal_.machine_names(); };
    options.in = STDIN_FILENO;
    const auto editor = LineEditor::open(options);
    while (!done_) {
        if (!editor) {
            output_.result(output_.out_style().bold(who) + "> ");
        }
        const auto line = editor ? editor->read() : read_plain_line();
        if (!line) {
            if (interrupt_signal() != SIGINT) {
                break;
            }
            forget_interrupt(); // Ctrl-C: start a new line.
            output_.result("\n");
            continue;
        }
        run_line(*line);
        wait_a_moment(line_delay);
        if (interrupt_signal() == SIGINT) {
            forget_interrupt();
        }
    }
    output_.result("\n");
}

} // namespace crocum
