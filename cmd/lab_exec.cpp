#include "cmd/command.hpp"
#include "cmd/failure.hpp"
#include "cmd/input.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/guest/guest.hpp"
#include "lib/session/instance/exec.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace crocum {

namespace {

struct ExecOptions : LabOptions {
    std::string machine;
    int timeout = 60;
    std::vector<std::string> command;
    std::vector<std::string> misplaced; ///< a command that was given without "--" before it
};

/// Writes one stream of the command: unchanged to a file or pipe, without control characters to a terminal.
class Writer {
public:
    Writer(std::FILE* stream, const char* name)
        : stream_(stream), name_(name), terminal_(::isatty(::fileno(stream)) == 1) {}

    void take(std::string_view bytes) { write(terminal_ ? sanitizer_.next(bytes) : std::string(bytes)); }

    void finish() { write(sanitizer_.rest()); }

    /// Why writing failed; empty if it did not.
    [[nodiscard]] const std::string& failure() const { return failure_; }

private:
    void write(const std::string& text) {
        if (failure_.empty() && !write_to(stream_, text)) {
            failure_ = fmt::format("cannot write the command's {}: {}", name_, std::strerror(errno));
        }
    }

    std::FILE* stream_;
    const char* name_;
    bool terminal_;
    Sanitizer sanitizer_;
    std::string failure_;
};

void require_written(const Writer& writer, const GuestResult& result) {
    if (!writer.failure().empty()) {
        throw Error(
            "{}; the command {}",
            writer.failure(),
            result.stopped ? "was killed" : "ended anyway (" + result.outcome() + ")");
    }
}

int run_exec(const ExecOptions& options) {
    require_lab_and_student(options);
    const auto usage = signature("exec", options) + " -- ";
    if (!options.misplaced.empty()) {
        const auto words = sanitize_line(join(options.misplaced, " "), 200);
        throw with_hint(UsageError("the command has to follow \"--\""), usage + words);
    }
    if (options.command.empty()) {
        throw with_hint(UsageError("no command given"), usage + "COMMAND");
    }
    const Output output(options.output);
    Progress progress(output);
    auto context = open_context(progress, signature("exec", options));
    GuestCommand command;
    command.argv = options.command;
    command.directory = "/root";
    command.timeout = Seconds(options.timeout);
    command.input = read_stdin();
    Writer out(stdout, "stdout");
    Writer err(stderr, "stderr");
    if (!output.json()) {
        command.on_out = [&out](std::string_view bytes) { out.take(bytes); };
        command.on_err = [&err](std::string_view bytes) { err.take(bytes); };
        command.enough = [&] { return !out.failure().empty() || !err.failure().empty(); };
    }
    const auto result = exec(context, named_instance(context, options), options.machine, command);
    out.finish();
    err.finish();
    require_written(out, result);
    require_written(err, result);
    const UnreachableError timeout("{} did not end within {} s and was killed", options.command[0], options.timeout);
    if (result.timed_out && !output.json()) {
        throw timeout;
    }
    const int status = result.timed_out ? own_failure_status : result.signal != 0 ? 128 + result.signal : result.status;
    if (output.json()) {
        auto whole = document_head("lab exec", status);
        if (result.timed_out) {
            // With the output until then, which says how far the command got.
            print_error(fmt::format("crocum: error: {}\n", timeout.what()));
            whole["error"] = error_document(timeout);
        }
        whole.update(
            {{"signal", result.signal},
             {"stdout", result.out},
             {"stderr", result.err},
             {"truncated", result.truncated()}});
        output.document(whole);
    } else if (result.truncated()) {
        throw Error(
            "the output is longer than {} MiB; the rest is lost (exit status {})", command.output_limit >> 20U, status);
    }
    return status;
}

} // namespace

void add_lab_exec(CLI::App& lab, Invocation& invocation) {
    Verb verb(lab, "exec", "Run a command in a machine, through its agent");
    auto options = std::make_shared<ExecOptions>();
    add_instance_options(verb, *options);
    add_json_option(verb, options->output);
    verb.text("-m,--machine", options->machine, "The machine; not needed when the instance has only one", "NAME");
    verb.number("--timeout", options->timeout, "Kill the command after SECONDS (60)", "SECONDS", 1, 86400);
    verb.words("COMMAND", options->misplaced, "The command and its arguments, after \"--\"");
    verb.epilogue("The command comes after \"--\". It gets stdin if that is not a terminal, and the student's "
                  "parameter values in\n"
                  "its environment (CROCUM_NAME). The exit status is that of the command, or 125 for a failure of "
                  "crocum itself.\n"
                  "\"crocum lab solve\" runs a lab's solution.\n\n"
                  "Examples:\n"
                  "  crocum lab exec hello -s demo -m srv -- ip -brief address\n"
                  "  crocum lab exec hello -s demo -- sh -s <repair.sh\n");
    verb.when_named([options, &invocation] {
        options->command = invocation.command;
        invocation.takes_command = true;
        invocation.interrupted = "the command was killed";
        invocation.run = [options] { return run_exec(*options); };
    });
}

} // namespace crocum
