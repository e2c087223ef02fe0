#include "lib/base/error.hpp"
#include "lib/check/check_id.hpp"
#include "lib/store/attempts.hpp"

namespace crocum {

namespace {

constexpr int attempt_schema = 1;

CheckResult result_from(const Json& entry) {
    CheckResult result;
    result.check.id = entry.at("id");
    result.check.machine = entry.at("machine");
    result.check.title = entry.at("title");
    result.check.number = entry.at("number");
    result.check.visibility = visibility_from(entry.value("visibility", "visible"));
    result.check.tags = entry.value("tags", std::vector<std::string>());
    result.check.points = entry.at("max_score");
    result.verdict = verdict_from(entry.at("verdict").get<std::string>());
    result.reason = entry.at("reason");
    // Attempts of the first versions have points only.
    result.share = entry.contains("share")             ? entry.at("share").get<double>()
                   : result.verdict == Verdict::passed ? 1
                                                       : 0;
    result.message = entry.at("message");
    if (entry.contains("hide_errors")) {
        result.check.hide_errors = entry.at("hide_errors");
    } else {
        // Earlier versions kept the parameters in a title as pytest escapes them.
        result.check.title = shown_id(result.check.title);
        if (const auto shown = text_at(entry, "student_message"); shown != result.message) {
            result.check.hide_errors = shown; // They wrote only its effect.
        }
    }
    result.output = entry.at("output");
    result.seconds = entry.at("seconds");
    return result;
}

Json to_json(const MeasuredMachine& machine) {
    return {
        {"mode", machine.mode},
        {"domain", machine.domain},
        {"uri", machine.uri},
        {"uuid", machine.uuid},
        {"agent", machine.agent},
        {"key", machine.key},
        {"seconds", machine.seconds},
        {"agent_calls", machine.calls},
        {"cross_checked", machine.compared}};
}

MeasuredMachine measured_machine_from(const Json& entry) {
    MeasuredMachine machine;
    machine.mode = entry.at("mode");
    machine.domain = entry.at("domain");
    machine.uri = entry.at("uri");
    machine.uuid = entry.at("uuid");
    machine.agent = entry.at("agent");
    machine.key = entry.at("key");
    machine.seconds = entry.at("seconds");
    machine.calls = entry.at("agent_calls");
    machine.compared = entry.at("cross_checked").get<std::vector<std::string>>();
    return machine;
}

} // namespace

Json to_json(const CheckResult& result) {
    return {
        {"id", result.check.id},
        {"machine", result.check.machine},
        {"title", result.check.title},
        {"number", result.check.number},
        {"visibility", to_string(result.check.visibility)},
        {"tags", result.check.tags},
        {"verdict", to_string(result.verdict)},
        {"reason", result.reason},
        {"share", result.share},
        // While nothing was measured there is no number that could be taken for one.
        {"score", result.verdict == Verdict::ungraded ? Json() : Json(result.points())},
        {"max_score", result.check.points},
        {"message", result.message},
        {"student_message", result.student_message()},
        {"hide_errors", result.check.hide_errors},
        {"output", result.output},
        {"seconds", result.seconds}};
}

Json to_json(const Attempt& attempt) {
    Json machines = Json::object();
    for (const auto& [name, machine] : attempt.machines) {
        machines[name] = to_json(machine);
    }
    Json revision;
    if (attempt.revision) {
        revision = {{"commit", attempt.revision->commit}, {"dirty", attempt.revision->dirty}};
    }
    const auto sum = score(attempt.results);
    return {
        {"schema", attempt_schema},
        {"lab", attempt.id.lab},
        {"student", attempt.id.student},
        {"title", attempt.title},
        {"attempt", attempt.name},
        {"instance", attempt.instance},
        {"started", attempt.started},
        {"finished", attempt.finished},
        {"crocum", attempt.crocum},
        {"runtime_sha256", attempt.runtime_digest},
        {"suites_sha256", attempt.suite_digests},
        {"lab_revision", revision},
        {"parameters", attempt.parameters},
        {"machines", machines},
        {"selection", attempt.selection},
        {"partial", attempt.partial},
        {"counted", attempt.counted},
        {"attempts", to_string(attempt.policy)},
        {"lateness", attempt.lateness ? to_json(*attempt.lateness) : Json()},
        // There is no score (null, never a number) while a check is ungraded, or when only some checks were requested.
        {"score", attempt.complete() ? Json(sum.reached) : Json()},
        {"max_score", sum.total},
        {"reached", sum.reached},
        {"measured", sum.measured},
        {"ungraded", sum.ungraded},
        {"checks", json_list(attempt.results)}};
}

Attempt attempt_from(const Json& document) {
    if (document.value("schema", 0) != attempt_schema) {
        throw with_hint(
            Error("it has schema {}, but this crocum knows {}", document.value("schema", 0), attempt_schema),
            document.value("schema", 0) > attempt_schema ? "A later version of crocum wrote it: use that version" : "");
    }
    Attempt attempt;
    attempt.id = {document.at("lab"), document.at("student")};
    attempt.name = document.at("attempt");
    attempt.title = document.value("title", ""); // Earlier versions did not write it.
    attempt.instance = document.at("instance");
    attempt.started = document.at("started");
    attempt.finished = document.at("finished");
    attempt.crocum = document.at("crocum");
    attempt.runtime_digest = document.at("runtime_sha256");
    attempt.suite_digests = document.at("suites_sha256").get<std::map<std::string, std::string>>();
    if (const auto revision = object_at(document, "lab_revision"); !revision.empty()) {
        attempt.revision = Revision{revision.at("commit"), revision.at("dirty")};
    }
    attempt.parameters = object_at(document, "parameters").get<std::map<std::string, std::string>>();
    const auto machines = object_at(document, "machines");
    for (const auto& [name, machine] : machines.items()) {
        attempt.machines[name] = measured_machine_from(machine);
    }
    attempt.selection = text_at(document, "selection");
    attempt.partial = document.at("partial");
    attempt.policy = attempt_policy_from(document.value("attempts", "last"));
    attempt.counted = document.value("counted", attempt.started); // Earlier versions did not write it.
    if (const auto late = object_at(document, "lateness"); !late.empty()) {
        attempt.lateness = lateness_from(late);
    }
    for (const auto& entry : document.at("checks")) {
        attempt.results.push_back(result_from(entry));
    }
    return attempt;
}

} // namespace crocum
