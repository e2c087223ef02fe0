#include "cmd/student_prompt.hpp"

#include "cmd/raw_console.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"
#include "lib/report/check_text.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

namespace crocum {

namespace {

constexpr std::size_t longest_line = 200;
/// Nobody mistypes so often.
constexpr std::size_t most_refused = 50;
/// Nobody types faster; a script that does would fill the log.
constexpr Milliseconds breath{200};
/// A forgotten terminal is somebody else's way in.
constexpr Seconds longest_idle{std::chrono::hours(4)};
constexpr const char* help = "  machines                 your machines\n"
                             "  console LAB [MACHINE]    work on one; Ctrl-] leaves it\n"
                             "  task LAB                 what is to be done\n"
                             "  check LAB                have it checked now; this is no grade\n"
                             "  todo LAB                 what the last check left to do\n"
                             "  help, quit\n"
                             "LAB can be left out where you have one.\n";

/// A line of stdin without its end; nothing at its end, once a signal has arrived, or where nobody types for too long.
/// What is longer than a line may be is cut, and what stands behind is thrown away.
std::optional<std::string> read_line() {
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

/// Why is the teacher's business: a reason can have a path of the host's in it, or what a check says.
std::string not_measured_line(const Score& sum) {
    return sum.ungraded == 0 ? ""
                             : fmt::format(
                                   "{} could not be measured: is the machine on, and does its qemu-guest-agent run?\n",
                                   plural(sum.ungraded, "check"));
}

} // namespace

void StudentPrompt::greet() const {
    console_.result(fmt::format("crocum: the machines of {}\n\n", way_.student()));
    show_machines();
    console_.result(fmt::format("\n{}", help));
}

void StudentPrompt::show_machines() const {
    std::vector<std::vector<std::string>> rows{{"LAB", "MACHINE", "STATE"}};
    for (const auto& one : way_.machines()) {
        rows.push_back({one.lab, one.machine, one.state});
    }
    console_.result(rows.size() == 1 ? "You have no machine just now.\n" : table(rows));
}

std::string StudentPrompt::lab_or_only(const std::string& given) const {
    if (!given.empty()) {
        return given;
    }
    const auto labs = way_.labs();
    if (labs.empty()) {
        throw StudentRefusal("you have no lab just now");
    }
    if (labs.size() > 1) {
        throw StudentRefusal("which lab? You have {}", join(labs, ", "));
    }
    return labs.front();
}

void StudentPrompt::check(const std::string& lab) {
    const auto checked = way_.check(lab, [&](const std::string& text) { console_.result(text + "\n"); });
    const auto left = left_to_do(checked.results, console_.out_style());
    console_.result(left.empty() ? "" : "\n" + left);
    const auto sum = score(checked.results);
    console_.result(fmt::format(
        "\n{}{}{}",
        sum.measured > 0 || sum.ungraded == 0 ? fmt::format(
                                                    "{} of {} of the checks that you can see{}\n",
                                                    number(sum.reached),
                                                    plural_points(sum.measured),
                                                    sum.ungraded == 0 ? "" : " and that could be measured")
                                              : "",
        not_measured_line(sum),
        checked.left_out == 0 ? ""
                              : fmt::format("Your teacher alone runs {} more that you will see.\n", checked.left_out)));
}

void StudentPrompt::show_todo(const std::string& lab) {
    const auto newest = way_.newest(lab);
    if (newest.finished.empty()) {
        console_.result("Nothing has been checked yet.\n");
        return;
    }
    const auto sum = score(newest.results);
    const auto left = left_to_do(newest.results, console_.out_style());
    console_.result(fmt::format(
        "As of {}\n{}{}",
        newest.finished,
        left.empty() && sum.ungraded == 0 ? "Nothing is left to do.\n" : left,
        not_measured_line(sum)));
}

void StudentPrompt::follow(const std::vector<std::string>& words) {
    const auto& verb = words[0];
    const auto require_at_most = [&](std::size_t most) {
        if (words.size() > most) {
            throw StudentRefusal("those are too many words for \"{}\"", verb);
        }
    };
    const auto lab = [&](std::size_t most = 2) {
        require_at_most(most);
        return lab_or_only(words.size() > 1 ? words[1] : "");
    };
    if (verb == "task") {
        console_.result(way_.task(lab()) + "\n");
    } else if (verb == "check") {
        check(lab());
    } else if (verb == "todo") {
        show_todo(lab());
    } else if (verb == "console") {
        done_ = !join_console(way_, lab(3), words.size() > 2 ? words[2] : "", longest_idle);
    } else if (verb == "machines" || verb == "list") {
        require_at_most(1);
        show_machines();
    } else if (verb == "help") {
        console_.result(help);
    } else if (verb == "quit" || verb == "exit" || verb == "logout") {
        done_ = true;
    } else {
        throw StudentRefusal("that is no command here");
    }
}

bool StudentPrompt::carry_out(const std::string& line) {
    const auto parts = words(line);
    if (parts.empty()) {
        return true;
    }
    try {
        // Ids need no quoting anywhere, and have no path or option in them.
        const bool all_ids = std::all_of(parts.begin(), parts.end(), [](const auto& word) { return is_id(word); });
        if (!all_ids || line.size() > longest_line) {
            throw StudentRefusal("that is no command here");
        }
        follow(parts);
        return true;
    } catch (const StudentRefusal& error) {
        way_.log("refused: " + line);
        console_.trouble(fmt::format("{}; \"help\" shows the commands\n", error.what()));
        if (++refused_ >= most_refused) {
            way_.log("sent away");
            done_ = true;
        }
    } catch (const StudentError& error) {
        console_.trouble(std::string(error.what()) + "\n");
    } catch (const Interrupted&) {
        if (interrupt_signal() == SIGINT) { // A hang-up has nobody left to be told.
            console_.trouble("stopped\n");
        }
    } catch (const std::exception& error) {
        // Paths and libvirt's words are the teacher's business.
        way_.log("failed: " + line + ": " + join(error_chain(error), ": "));
        console_.trouble(
            error_exit(error) == Exit::locked ? "somebody is at work on it just now: try again\n"
                                              : "that did not work; your teacher can see why\n");
    }
    return false;
}

void StudentPrompt::serve() {
    greet();
    while (!done_) {
        console_.result(console_.out_style().bold("> "));
        std::fflush(stdout);
        const auto line = read_line();
        if (!line) {
            if (interrupt_signal() != SIGINT) {
                break;
            }
            forget_interrupt(); // Ctrl-C: another line.
            console_.result("\n");
            continue;
        }
        carry_out(*line);
        wait_a_moment(breath);
        if (interrupt_signal() == SIGINT) {
            forget_interrupt();
        }
    }
    console_.result("\n");
}

} // namespace crocum
