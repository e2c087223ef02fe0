#include "cmd/command.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "cmd/student_prompt.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/setup_path.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check.hpp"
#include "lib/config/host.hpp"
#include "lib/report/check_text.hpp"
#include "lib/roster/student_id.hpp"
#include "lib/session/context.hpp"
#include "lib/session/student/ssh_identity.hpp"
#include "lib/session/targets.hpp"

#include <poll.h>
#include <syslog.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>

namespace crocum {

namespace {

struct ConsoleOptions {
    std::string student;
    std::string keys;
    std::string color = "auto";
};

/// Writes one byte at a time, as the terminal accepts it. Returns false when the deadline passes first.
bool write_within(std::string_view text, Deadline deadline) {
    for (const char c : text) {
        pollfd writable{STDOUT_FILENO, POLLOUT, 0};
        const auto left = static_cast<int>(deadline.left().count());
        if (::poll(&writable, 1, left) <= 0 || ::write(STDOUT_FILENO, &c, 1) != 1) {
            return false;
        }
    }
    return true;
}

/// Shows checks as they end; all other messages are for teachers. A terminal that accepts no output (Ctrl-S, a client
/// that does not read) must not delay a check that other commands wait for: it is treated as hung up.
class StudentObserver : public Observer {
public:
    explicit StudentObserver(const Output& output) : output_(output) {}

    void on(const Event& event) override {
        if (const auto* wait = std::get_if<WaitEvent>(&event.data)) {
            write(output_.out_style().dim(wait_text(*wait)) + "\n");
        } else if (const auto* check = std::get_if<CheckEvent>(&event.data)) {
            auto shown = check->result;
            shown.message = check->result.student_message();
            write(trace_line(shown, output_.out_style()));
        }
    }

private:
    void write(const std::string& text) {
        constexpr Seconds patience{5};
        if (!gone_ && !write_within(text, Deadline(patience))) {
            gone_ = true;
            raise_interrupt(SIGHUP);
        }
    }

    const Output& output_;
    bool gone_ = false;
};

/// Delay after a refused command, against clients that try many commands.
constexpr Seconds refusal_delay{1};

/// Logs the begin and the end of a session at the prompt.
class Visit {
public:
    explicit Visit(const StudentPortal& portal) : portal_(portal) { portal_.log("came"); }

    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

    ~Visit() {
        try {
            portal_.log("left");
        } catch (const std::exception&) {
            // A full disk.
        }
    }

private:
    const StudentPortal& portal_;
};

/// The account that logged in: behind sudo, the account that called sudo.
unsigned account() {
    const auto caller = environment("SUDO_UID").value_or("");
    return caller.empty() || caller.size() > 9 || caller.find_first_not_of("0123456789") != std::string::npos
               ? ::getuid()
               : static_cast<unsigned>(std::stoul(caller));
}

/// Looks the student up in the key file, whose comments may be ids of a roster.
std::string student_by_key(const Context& context, const std::string& keys) {
    try {
        return student_id(student_of_key(keys, environment("SSH_USER_AUTH").value_or(""), account()));
    } catch (const Error& error) {
        write_audit_log(context, "-", "refused: " + join(error_chain(error), ": "));
        throw StudentError("your key does not belong to a known student; your teacher can see the reason in the log");
    }
}

/// Refuses ids that are in no class and have no instance: a mistake in the key file must not look like a student
/// without machines.
void require_known(const Context& context, const StudentPortal& portal) {
    if (portal.labs().empty() && !student_of_some_class(context, portal.student())) {
        portal.log("refused: is in no class and has no instance");
        throw StudentError("student {} is not known here", portal.student());
    }
}

Exit serve_console(const ConsoleOptions& options) {
    ignore_second_interrupt();
    // There is no shell that could continue a stopped process.
    for (const int stop : {SIGTSTP, SIGQUIT, SIGTTIN, SIGTTOU}) {
        std::signal(stop, SIG_IGN);
    }
    OutputOptions output_options;
    output_options.color = options.color;
    const Output output(output_options);
    StudentObserver observer(output);
    auto context = open_context(observer, "crocum console");
    const auto student = options.student.empty() ? student_by_key(context, options.keys) : options.student;
    require_student(student);
    context.command = "crocum console of " + student;
    context.lock_priority = Lock::Priority::yields;
    const auto place = begin_session(context, student);
    StudentPortal portal(context, student, [] { std::_Exit(128 + SIGTERM); });
    require_known(context, portal);
    StudentPrompt prompt(portal, output);
    if (const auto asked = environment("SSH_ORIGINAL_COMMAND"); asked && !options.keys.empty()) {
        if (prompt.run_line(*asked)) {
            return Exit::done;
        }
        std::this_thread::sleep_for(refusal_delay);
        return Exit::failed;
    }
    const Visit visit(portal);
    prompt.serve();
    return Exit::done;
}

Exit run_console(const ConsoleOptions& options) {
    if (options.student.empty() == options.keys.empty()) {
        throw UsageError("no student given: give -s STUDENT, or --student-from-key FILE behind sshd");
    }
    try {
        return serve_console(options);
    } catch (const StudentError&) {
        throw;
    } catch (const Interrupted&) {
        throw;
    } catch (const std::exception& error) {
        if (options.keys.empty()) {
            throw; // With -s the user is a teacher, who may see the error.
        }
        // After wrong settings or on a full disk there may be no audit log: syslog gets the error.
        ::syslog(LOG_AUTH | LOG_ERR, "crocum console: %s", sanitize_line(join(error_chain(error), ": ")).c_str());
        throw StudentError("this does not work at the moment; your teacher can see the reason in the system log");
    }
}

} // namespace

void add_console(CLI::App& app, Invocation& invocation) {
    Verb verb(app, "console", "Access for one student: consoles, tasks and checks, and nothing else");
    auto options = std::make_shared<ConsoleOptions>();
    verb.text("-s,--student", options->student, "The student", "ID");
    verb.text(
        "--student-from-key",
        options->keys,
        "Find the student by the key of this SSH session, in FILE (like authorized_keys; comments are ids)",
        "FILE");
    verb.choice(
        "--color", options->color, "When to use colour: auto, always, never", "WHEN", {"auto", "always", "never"});
    verb.epilogue(
        "A prompt with these commands: machines, console [LAB] [MACHINE], task [LAB], check [LAB], todo [LAB].\n"
        "Students reach the serial consoles of their own machines, and can run the checks that they are allowed to\n"
        "see; these attempts are never grades. At a terminal lines can be edited, Tab completes, and the arrow keys\n"
        "find earlier lines. There is no shell, no access to other students, and no access to libvirt.\n"
        "STATE/console.log records every command and every refusal.\n" +
        setup_path("console") +
        " has sshd_config, sudoers and the table for a shared account.\n\n"
        "Examples:\n"
        "  crocum console -s demo                                       what the student demo sees\n"
        "  crocum console --student-from-key /etc/crocum/student_keys   sshd's ForceCommand, through sudo\n");
    verb.when_named(
        [options, &invocation] { invocation.run = [options] { return static_cast<int>(run_console(*options)); }; });
}

} // namespace crocum
