#include "lib/store/attempts.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/lab/ids.hpp"
#include "lib/store/grading_files.hpp"
#include "lib/store/score_card.hpp"

#include <algorithm>

namespace crocum {

namespace fs = std::filesystem;

namespace {

constexpr int schema = 1;
constexpr const char* record_name = "attempt.json";

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
        {"output", result.output},
        {"seconds", result.seconds}};
}

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
    if (const auto shown = text_at(entry, "student_message"); shown != result.message) {
        result.check.hide_errors = shown;
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

MeasuredMachine machine_from(const Json& entry) {
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

Json to_json(const Attempt& attempt) {
    Json checks = Json::array();
    for (const auto& result : attempt.results) {
        checks.push_back(to_json(result));
    }
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
        {"schema", schema},
        {"lab", attempt.id.lab},
        {"student", attempt.id.student},
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
        {"lateness", attempt.lateness ? to_json(*attempt.lateness) : Json()},
        // While something is ungraded, or not everything was asked for, there is no score: null, never a number.
        {"score", attempt.complete() ? Json(sum.reached) : Json()},
        {"max_score", sum.total},
        {"reached", sum.reached},
        {"measured", sum.measured},
        {"ungraded", sum.ungraded},
        {"checks", checks}};
}

Attempt attempt_from(const Json& document) {
    if (document.value("schema", 0) != schema) {
        throw Error("it is of schema {}, this crocum knows {}", document.value("schema", 0), schema);
    }
    Attempt attempt;
    attempt.id = {document.at("lab"), document.at("student")};
    attempt.name = document.at("attempt");
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
        attempt.machines[name] = machine_from(machine);
    }
    attempt.selection = text_at(document, "selection");
    attempt.partial = document.at("partial");
    if (const auto late = object_at(document, "lateness"); !late.empty()) {
        attempt.lateness = lateness_from(late);
    }
    for (const auto& entry : document.at("checks")) {
        attempt.results.push_back(result_from(entry));
    }
    return attempt;
}

AttemptFolder::AttemptFolder(fs::path folder) : folder_(std::move(folder)) {
    make_folders(folder_);
}

AttemptFolder::~AttemptFolder() {
    std::error_code kept;
    fs::remove(folder_, kept);
}

void AttemptFolder::keep_records(const std::string& machine, std::string_view bytes) {
    append(machine + ".records.jsonl", bytes);
}

void AttemptFolder::keep_output(const std::string& machine, std::string_view bytes) {
    append(machine + ".output.txt", bytes);
}

void AttemptFolder::append(const std::string& file, std::string_view bytes) {
    const std::lock_guard guard(mutex_);
    files_.try_emplace(file, folder_ / file).first->second.write(bytes);
}

void AttemptFolder::finish(const Attempt& attempt) {
    for (auto& [name, file] : files_) {
        file.sync();
    }
    write_file_atomic(folder_ / record_name, to_text(to_json(attempt)));
}

Attempts::Attempts(fs::path state) : root_(std::move(state) / "attempts") {}

std::string Attempts::new_name(const InstanceId& id, Time now) const {
    const auto kept = names(id);
    auto stamp = to_stamp(now);
    // Two attempts in one microsecond, or a clock that was set back: names keep the order of the attempts.
    if (!kept.empty() && kept.front().substr(0, stamp.size()) >= stamp) {
        try {
            stamp = to_stamp(from_stamp(kept.front().substr(0, stamp.size())) + std::chrono::microseconds(1));
        } catch (const Error&) {
            // A folder that crocum did not make.
        }
    }
    return stamp + "-" + random_hex(3);
}

std::vector<std::string> Attempts::names(const InstanceId& id) const {
    std::vector<std::string> found;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator(root_ / id.lab / id.student, absent)) {
        found.push_back(entry.path().filename());
    }
    std::sort(found.rbegin(), found.rend());
    return found;
}

fs::path Attempts::folder(const InstanceId& id, const std::string& name) const {
    return root_ / id.lab / id.student / name;
}

Attempt Attempts::read(const InstanceId& id, const std::string& name) const {
    const auto file = folder(id, name) / record_name;
    return in_context("attempt " + name, [&] {
        auto attempt = attempt_from(parse_json(read_file(file, std::size_t{64} << 20U), file.string()));
        if (attempt.id != id || attempt.name != name) {
            throw Error("{} is that of another attempt, {} of {}", file.string(), attempt.name, to_string(attempt.id));
        }
        return attempt;
    });
}

void Attempts::remove(const InstanceId& id) const noexcept {
    std::error_code kept;
    fs::remove_all(root_ / id.lab / id.student, kept);
}

std::vector<std::string> Attempts::finished(const InstanceId& id) const {
    auto found = names(id);
    std::erase_if(found, [&](const std::string& name) { return !is_finished(id, name); });
    return found;
}

bool Attempts::is_finished(const InstanceId& id, const std::string& name) const {
    std::error_code broken;
    return fs::exists(folder(id, name) / record_name, broken);
}

std::vector<std::string> Attempts::labs_of(const std::string& student) const {
    std::vector<std::string> found;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator(root_, absent)) {
        if (const auto lab = entry.path().filename().string(); is_id(lab) && !names({lab, student}).empty()) {
            found.push_back(lab);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<std::string> Attempts::students(const std::string& lab) const {
    std::vector<std::string> found;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator(root_ / lab, absent)) {
        if (const auto student = entry.path().filename().string(); is_id(student) && !names({lab, student}).empty()) {
            found.push_back(student);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

Grading Attempts::grading(const InstanceId& id, const std::string& name) const {
    return read_grading(read(id, name), folder(id, name));
}

std::optional<Attempt> Attempts::latest(const InstanceId& id, Extent extent) const {
    for (const auto& name : finished(id)) {
        auto attempt = read_if_sound(id, name);
        if (attempt && (extent == Extent::any || !attempt->partial)) {
            return attempt;
        }
    }
    return std::nullopt;
}

std::optional<Grading> Attempts::standing(const InstanceId& id) const {
    std::optional<Grading> found;
    StandingRule rule;
    for (const auto& name : finished(id)) {
        auto attempt = read_if_sound(id, name);
        if (!attempt) {
            continue;
        }
        auto grading = read_grading(std::move(*attempt), folder(id, name));
        if (rule.offer(grading.complete(), grading.measured.partial)) {
            found = std::move(grading);
        }
        if (rule.settled()) {
            break;
        }
    }
    return found;
}

std::optional<Attempt> Attempts::read_if_sound(const InstanceId& id, const std::string& name) const {
    try {
        return read(id, name);
    } catch (const std::exception&) {
        return std::nullopt; // One that cannot be read must not hide the others.
    }
}

} // namespace crocum
