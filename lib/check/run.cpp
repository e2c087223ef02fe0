#include "lib/check/run.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/check/records.hpp"
#include "lib/check/runtime.hpp"
#include "lib/provider/machine_trouble.hpp"

#include <algorithm>

namespace crocum {

namespace {

/// Limits for the records and for pytest's output of one machine's run.
constexpr std::size_t most_records = std::size_t{32} << 20U;
constexpr std::size_t most_errors = std::size_t{1} << 20U;

constexpr Seconds answer_patience{10};

/// Of a run that has no room for its files (full_disk.py). Its last record may be there in part.
constexpr int unwritable = 74;

bool has_no_room(const GuestResult& result, const Records& records) {
    return result.status == unwritable && result.signal == 0 && !records.finished();
}

GuestCommand suite_command(const std::string& folder, const RunOrder& order, const std::string& suite) {
    auto request = run_request(order);
    request["folder"] = folder;
    request["suite_sha256"] = sha256(suite);
    GuestCommand command;
    const auto runtime = folder + "/runtime.zip";
    command.files = {{runtime, runtime_zip()}, {folder + "/suite.json", suite}};
    command.argv = {"python3", "-I", "-S", "-B", runtime, "run"};
    command.directory = folder;
    command.environment.push_back("TMPDIR=" + folder);
    // On stdin, where no other process of the guest can read it: arguments and environments are public there.
    command.input = to_line(request);
    command.timeout = order.timeout;
    command.upload_timeout = std::min(command.upload_timeout, order.timeout);
    command.first_look = command.busy_look = Milliseconds(150);
    command.output_limit = most_records;
    command.error_limit = most_errors;
    command.stop_at_limit = true;
    return command;
}

UngradedReason no_room(Guest& guest) {
    const Deadline deadline(answer_patience);
    // A machine that has room again does not say why any more.
    auto why = guest.why_not_writable(guest.scratch(deadline) + "/try", deadline);
    if (why.empty()) {
        why = ": " + explain_trouble("No space left on device");
    }
    return {
        to_reason(AgentFault::refused),
        fmt::format("the run ended before this check, because {} had no room for its files{}", guest.name(), why)};
}

UngradedReason ungraded_reason(const GuestResult& result, const Guest& guest, const RunOrder& order) {
    if (result.timed_out) {
        return {reason::timeout, fmt::format("the suite did not end within {} s", order.timeout.count())};
    }
    if (result.out_truncated) {
        return {to_reason(AgentFault::silent), "the records of the run could not be read in time"};
    }
    if (result.status == 127) {
        return {reason::no_python, fmt::format("{} has no python3", guest.name())};
    }
    return early_end(result.outcome(), result.err);
}

} // namespace

Json run_request(const RunOrder& order) {
    Json request{
        {"key", order.key},
        {"machine", order.suite.machine},
        {"files", {order.suite.entry}},
        {"guard", order.guard.count()},
        {"student", order.student},
        {"params", order.parameters}};
    if (!order.all) {
        auto& ids = request["ids"] = Json::array();
        for (const auto& check : order.checks) {
            ids.push_back(check.id);
        }
    }
    return request;
}

UngradedReason early_end(const std::string& outcome, std::string_view printed) {
    // Only the last part, because a guest can send megabytes that are slow to process.
    constexpr std::size_t enough = 4096;
    const auto last = lines(sanitize(printed.substr(printed.size() - std::min(printed.size(), enough))));
    return {
        reason::internal,
        fmt::format(
            "the run ended before this check ({}){}",
            outcome,
            last.empty() ? "" : ": " + explain_trouble(sanitize_line(last.back(), 200)))};
}

std::vector<CheckResult> run_in_guest(Guest& guest, const RunOrder& order, const RunObserver& observer) {
    Records records(order.checks, order.key);
    try {
        guest.require_commands(Deadline(answer_patience));
        const auto suite = bundle(order.suite);
        auto command = suite_command(guest.scratch(Deadline(answer_patience)), order, suite);
        command.on_out = [&](std::string_view bytes) {
            // Later output of a machine with rejected records is not kept, to save space.
            if (!records.tampered()) {
                observer.records(bytes);
                records.take(bytes, observer);
            }
        };
        command.enough = [&] { return records.tampered(); };
        command.ending = [&] { return records.finished(); };
        const auto result = guest.exec(command);
        observer.output(result.err);
        if (result.err_truncated) {
            observer.output("\n[later output is not kept]\n");
        }
        if (result.over_limit) {
            records.mark_tampered(fmt::format("more than {} MiB of records", most_records >> 20U));
        } else if (!result.timed_out && !result.out_truncated && !has_no_room(result, records)) {
            records.ended(result.status, result.signal);
        }
        observer.output(records.unknown_checks_note());
        const auto why = has_no_room(result, records) ? no_room(guest) : ungraded_reason(result, guest, order);
        return records.results(why.reason, why.message);
    } catch (const AgentError& error) {
        return records.results(to_reason(error.fault), error.what());
    } catch (const Error& error) {
        return records.results(reason::internal, error.what());
    }
}

} // namespace crocum
