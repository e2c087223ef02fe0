#include "cmd/command.hpp"
#include "cmd/open_context.hpp"
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
#include <string>
#include <thread>

namespace crocum {

namespace {

struct ConsoleOptions {
    std::string student;
    std::string keys;
    std::string color = "auto";
};

/// Writes a byte at a time, where there is room for it: false where it cannot be brought to an end in time.
bool write_within(std::string_view text, Deadline deadline) {
    for (const char c : text) {
        pollfd room{STDOUT_FILENO, POLLOUT, 0};
        const auto left = static_cast<int>(deadline.left().count());
        if (::poll(&room, 1, left) <= 0 || ::write(STDOUT_FILENO, &c, 1) != 1) {
            return false;
        }
    }
    return true;
}

/// Checks as they end; what else there is to say is for teachers. A terminal that takes no more (Ctrl-S, a client that
/// does not read) must not hold up a check that others wait for: it counts as gone.
class StudentObserver : public Observer {
public:
    explicit StudentObserver(const Console& console) : console_(console) {}

    void finished(const CheckResult& result) override {
        auto shown = result;
        shown.message = result.student_message();
        constexpr Seconds patience{5};
        if (!gone_ && !write_within(trace_line(shown, console_.out_style()), Deadline(patience))) {
            gone_ = true;
            raise_interrupt(SIGHUP);
        }
    }

private:
    const Console& console_;
    bool gone_ = false;
};

/// Whoever tries one command after the other has to wait.
constexpr Seconds after_a_refusal{1};

/// A session at the prompt, in the log.
class Visit {
public:
    explicit Visit(const StudentPortal& way) : way_(way) { way_.log("came"); }

    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

    ~Visit() {
        try {
            way_.log("left");
        } catch (const std::exception&) {
            // A full disk.
        }
    }

private:
    const StudentPortal& way_;
};

/// Behind sudo the account that logged in is the one that called it.
unsigned account() {
    const auto caller = environment("SUDO_UID").value_or("");
    return caller.empty() || caller.size() > 9 || caller.find_first_not_of("0123456789") != std::string::npos
               ? ::getuid()
               : static_cast<unsigned>(std::stoul(caller));
}

/// By the table of keys, whose comments can be a roster's own ids.
std::string student_by_key(const Context& context, const std::string& keys) {
    try {
        return student_id(student_of_key(keys, environment("SSH_USER_AUTH").value_or(""), account()));
    } catch (const Error& error) {
        write_audit_log(context, "-", "refused: " + join(error_chain(error), ": "));
        throw StudentError("nobody is known by your key; your teacher can see why");
    }
}

/// A slip in the table of keys is not to look like a student without machines.
void require_known(const Context& context, const StudentPortal& way) {
    if (way.labs().empty() && !student_of_some_class(context, way.student())) {
        way.log("refused: is in no class and has no instance");
        throw StudentError("nothing is known of student {}", way.student());
    }
}

Exit serve_console(const ConsoleOptions& options) {
    bear_interrupts();
    // There is no shell behind this one that could take it up again.
    for (const int stop : {SIGTSTP, SIGQUIT, SIGTTIN, SIGTTOU}) {
        std::signal(stop, SIG_IGN);
    }
    OutputOptions output;
    output.color = options.color;
    const Console console(output);
    StudentObserver observer(console);
    auto context = open_context(observer, "crocum console");
    const auto student = options.student.empty() ? student_by_key(context, options.keys) : options.student;
    require_student(student);
    context.command = "crocum console of " + student;
    context.manner = Lock::Manner::gives_way;
    const auto place = begin_session(context, student);
    StudentPortal way(context, student);
    require_known(context, way);
    StudentPrompt prompt(way, console);
    if (const auto asked = environment("SSH_ORIGINAL_COMMAND"); asked && !options.keys.empty()) {
        if (prompt.carry_out(*asked)) {
            return Exit::done;
        }
        std::this_thread::sleep_for(after_a_refusal);
        return Exit::failed;
    }
    const Visit visit(way);
    prompt.serve();
    return Exit::done;
}

Exit run_console(const ConsoleOptions& options) {
    if (options.student.empty() == options.keys.empty()) {
        throw UsageError("whose machines? Give -s STUDENT, or --student-from-key FILE behind sshd");
    }
    try {
        return serve_console(options);
    } catch (const StudentError&) {
        throw;
    } catch (const Interrupted&) {
        throw;
    } catch (const std::exception& error) {
        if (options.keys.empty()) {
            throw; // A teacher looks at what students see.
        }
        // Settings that are wrong, a disk that is full: there may be no log to write to.
        ::syslog(LOG_AUTH | LOG_ERR, "crocum console: %s", sanitize_line(join(error_chain(error), ": ")).c_str());
        throw StudentError("this does not work just now; your teacher can see why in the system's log");
    }
}

} // namespace

void add_console(CLI::App& app, Invocation& invocation) {
    Verb verb(app, "console", "A student's own way in: consoles, task, checks, and nothing else");
    auto options = std::make_shared<ConsoleOptions>();
    verb.text("-s,--student", options->student, "Whose machines", "ID");
    verb.text(
        "--student-from-key",
        options->keys,
        "Whose key has opened this SSH session, by this table (authorized_keys with students as comments)",
        "FILE");
    verb.choice(
        "--color", options->color, "When to use colour: auto, always, never", "WHEN", {"auto", "always", "never"});
    verb.epilogue(
        "A prompt with a few words: machines, console LAB [MACHINE], task LAB, check LAB, todo LAB. Students get the\n"
        "serial consoles of their own machines, which log in by themselves, and checks that they can see; an attempt "
        "of\n"
        "theirs is never a grade. No shell, no other student, no libvirt. STATE/console.log has who did and tried "
        "what.\n" +
        setup_path("console") +
        " has sshd_config, sudoers and the table for a shared account.\n\n"
        "Examples:\n"
        "  crocum console -s demo                                    as demo would see it\n"
        "  crocum console --student-from-key /etc/crocum/student_keys   sshd's ForceCommand, through sudo\n");
    verb.when_named(
        [options, &invocation] { invocation.run = [options] { return static_cast<int>(run_console(*options)); }; });
}

} // namespace crocum
