#include "lib/store/attempts.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"

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
        {"verdict", to_string(result.verdict)},
        {"reason", result.reason},
        {"score", result.points},
        {"max_score", result.check.points},
        {"message", result.message},
        {"output", result.output},
        {"seconds", result.seconds}};
}

CheckResult result_from(const Json& entry) {
    CheckResult result;
    result.check.id = entry.at("id");
    result.check.machine = entry.at("machine");
    result.check.title = entry.at("title");
    result.check.number = entry.at("number");
    result.check.points = entry.at("max_score");
    result.verdict = verdict_from(entry.at("verdict"));
    result.reason = entry.at("reason");
    result.points = entry.at("score");
    result.message = entry.at("message");
    result.output = entry.at("output");
    result.seconds = entry.at("seconds");
    return result;
}

} // namespace

Json to_json(const Attempt& attempt) {
    Json checks = Json::array();
    for (const auto& result : attempt.results) {
        checks.push_back(to_json(result));
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
        {"partial", attempt.partial},
        // While something is ungraded, or not everything was asked for, there is no score: null, never a number.
        {"score", sum.final() && !attempt.partial ? Json(sum.reached) : Json()},
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
    attempt.partial = document.at("partial");
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

std::optional<Attempt> Attempts::latest(const InstanceId& id) const {
    for (const auto& name : names(id)) {
        const auto file = folder(id, name) / record_name;
        std::error_code broken;
        if (!fs::exists(file, broken)) {
            continue;
        }
        try {
            return attempt_from(parse_json(read_file(file, std::size_t{64} << 20U), file.string()));
        } catch (const std::exception&) {
            continue;
        }
    }
    return std::nullopt;
}

} // namespace crocum
