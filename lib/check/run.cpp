#include "lib/check/run.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/base/text.hpp"
#include "lib/check/records.hpp"
#include "lib/check/runtime.hpp"

#include <algorithm>

namespace crocum {

namespace {

/// What one machine's run may send back, as records and as pytest's own output; of the latter only so much is kept.
constexpr std::size_t most_records = std::size_t{32} << 20U;
constexpr std::size_t most_output = std::size_t{1} << 20U;

constexpr Seconds answer_patience{10};

GuestCommand suite_command(const std::string& folder, const Suite& suite, const std::string& run_id, Seconds timeout) {
    const Json request{
        {"run", run_id},
        {"folder", folder},
        {"machine", suite.machine},
        {"files", {suite.entry}},
        {"suite", bundle(suite)}};
    GuestCommand command;
    const auto runtime = folder + "/runtime.zip";
    command.files = {{runtime, runtime_zip()}};
    command.argv = {"python3", "-I", "-S", "-B", runtime, "run"};
    command.directory = folder;
    command.environment.push_back("TMPDIR=" + folder);
    // On stdin, where no other process of the guest can read it: arguments and environments are public there.
    command.input = to_line(request);
    command.timeout = timeout;
    command.first_look = command.busy_look = Milliseconds(150);
    return command;
}

/// Why checks have no result although the run was started.
struct Excuse {
    std::string reason;
    std::string message;
};

Excuse excuse(const GuestResult& result, const Guest& guest, Seconds timeout) {
    if (result.timed_out) {
        return {"timeout", fmt::format("the suite did not end within {} s", timeout.count())};
    }
    if (result.status == 127) {
        return {"no_python", fmt::format("{} has no python3", guest.name())};
    }
    // Only the end of it: there can be megabytes, made to be costly to look at.
    constexpr std::size_t enough = 4096;
    const auto end = std::string_view(result.err).substr(result.err.size() - std::min(result.err.size(), enough));
    const auto last = lines(sanitize(end));
    return {
        "internal",
        fmt::format(
            "the run ended before this check ({}){}",
            result.outcome(),
            last.empty() ? "" : ": " + sanitize_line(last.back(), 200))};
}

} // namespace

std::vector<CheckResult> run_in_guest(
    Guest& guest, const Suite& suite, const std::vector<Check>& checks, Seconds timeout, const RunObserver& observer) {
    const auto run_id = random_hex(16);
    Records records(checks, run_id);
    try {
        guest.require_commands(Deadline(answer_patience));
        const auto folder = guest.scratch(Deadline(answer_patience));
        auto command = suite_command(folder, suite, run_id, timeout);
        command.output_limit = most_records;
        command.on_out = [&](std::string_view bytes) {
            observer.records(bytes);
            records.take(bytes, observer.finished);
        };
        const auto result = guest.exec(command);
        observer.output(std::string_view(result.err).substr(0, most_output));
        if (result.truncated) {
            return records.results(
                "tampered", fmt::format("more than {} MiB of records or output", most_records >> 20U));
        }
        const auto why = excuse(result, guest, timeout);
        return records.results(why.reason, why.message);
    } catch (const AgentError& error) {
        return records.results(to_reason(error.fault), error.what());
    } catch (const Error& error) {
        return records.results("internal", error.what());
    }
}

std::vector<CheckResult> ungraded(
    const std::vector<Check>& checks, const std::string& reason, const std::string& message) {
    return Records(checks, "").results(reason, message);
}

} // namespace crocum
