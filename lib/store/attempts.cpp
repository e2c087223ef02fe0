#include "lib/store/attempts.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/lab/ids.hpp"
#include "lib/store/grade_rules.hpp"
#include "lib/store/grading_files.hpp"
#include "lib/store/score_card.hpp"

#include <algorithm>

namespace crocum {

namespace fs = std::filesystem;

namespace {

constexpr const char* attempt_name = "attempt.json";

} // namespace

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
    write_file_atomic(folder_ / attempt_name, to_text(to_json(attempt)));
}

Attempts::Attempts(const fs::path& state, std::shared_ptr<const GradeRules> rules)
    : root_(state / "attempts"), decisions_(state), rules_(std::move(rules)) {}

std::string Attempts::new_name(const InstanceId& id, Time now) const {
    const auto kept = names(id);
    auto stamp = to_stamp(now);
    // Two attempts in one microsecond, or a clock that was set back: names keep the order of the attempts.
    if (!kept.empty() && kept.front().substr(0, stamp.size()) >= stamp) {
        try {
            stamp = to_stamp(from_stamp(kept.front().substr(0, stamp.size())) + std::chrono::microseconds(1));
        } catch (const Error&) {
            // A folder that crocum did not create.
        }
    }
    return stamp + "-" + random_hex(3);
}

std::vector<std::string> Attempts::names(const InstanceId& id) const {
    auto found = entries_of(root_ / id.lab / id.student);
    std::reverse(found.begin(), found.end());
    return found;
}

fs::path Attempts::folder(const InstanceId& id, const std::string& name) const {
    return root_ / id.lab / id.student / name;
}

Attempt Attempts::read(const InstanceId& id, const std::string& name) const {
    const auto file = folder(id, name) / attempt_name;
    return in_context("attempt " + name, [&] {
        auto attempt = attempt_from(parse_json(read_file(file, std::size_t{64} << 20U), file.string()));
        if (attempt.id != id || attempt.name != name) {
            throw Error("{} belongs to another attempt, {} of {}", file.string(), attempt.name, to_string(attempt.id));
        }
        return attempt;
    });
}

void Attempts::remove(const InstanceId& id) const noexcept {
    std::error_code kept;
    fs::remove_all(root_ / id.lab / id.student, kept);
}

void Attempts::remove(const InstanceId& id, const std::string& name) const noexcept {
    std::error_code kept;
    fs::remove_all(folder(id, name), kept);
}

std::vector<std::string> Attempts::finished(const InstanceId& id) const {
    auto found = names(id);
    std::erase_if(found, [&](const std::string& name) { return !is_finished(id, name); });
    return found;
}

bool Attempts::is_finished(const InstanceId& id, const std::string& name) const {
    std::error_code broken;
    // A folder that cannot be read may be an attempt: reading it reports the error.
    return fs::exists(folder(id, name) / attempt_name, broken) || broken;
}

std::vector<std::string> Attempts::labs_of(const std::string& student) const {
    auto found = entries_of(root_);
    std::erase_if(found, [&](const std::string& lab) { return !is_id(lab) || names({lab, student}).empty(); });
    return found;
}

std::vector<std::string> Attempts::students(const std::string& lab) const {
    auto found = entries_of(root_ / lab);
    std::erase_if(found, [&](const std::string& student) { return !is_id(student) || names({lab, student}).empty(); });
    return found;
}

Grading Attempts::grading(const InstanceId& id, const std::string& name) const {
    return grading(read(id, name));
}

Grading Attempts::grading(Attempt attempt) const {
    const auto decisions = decisions_.of(attempt.id);
    return with(std::move(attempt), decisions);
}

std::vector<Grading> Attempts::gradings(const InstanceId& id) const {
    const auto decisions = decisions_.of(id);
    std::vector<Grading> found;
    for (const auto& name : finished(id)) {
        if (auto attempt = read_if_sound(id, name)) {
            found.push_back(with(std::move(*attempt), decisions));
        }
    }
    return found;
}

Grading Attempts::with(Attempt attempt, const std::vector<Decision>& decisions) const {
    Grading grading;
    grading.regrades = read_regrades(folder(attempt.id, attempt.name));
    grading.decisions = decisions;
    if (const auto* due = rules_ ? rules_->due(attempt.id) : nullptr; due != nullptr) {
        grading.due = *due;
    }
    grading.measured = std::move(attempt);
    return grading;
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

std::optional<Grading> Attempts::current(const InstanceId& id) const {
    std::optional<Grading> found;
    const auto decisions = decisions_.of(id);
    CurrentAttemptRule rule(policy(id.lab));
    for (const auto& name : finished(id)) {
        auto attempt = read_if_sound(id, name);
        if (!attempt) {
            continue;
        }
        auto grading = with(std::move(*attempt), decisions);
        if (rule.offer(grading.score())) {
            found = std::move(grading);
        }
        if (rule.settled()) {
            break;
        }
    }
    return found;
}

bool Attempts::still_counts(const Grading& before, const Grading& newer) const {
    CurrentAttemptRule rule(policy(newer.measured.id.lab));
    bool counts = false;
    for (const auto* grading : {&newer, &before}) {
        counts = rule.offer(grading->score());
    }
    return counts;
}

AttemptPolicy Attempts::policy(const std::string& lab) const {
    return rules_ ? rules_->policy(lab) : AttemptPolicy::last;
}

std::optional<Attempt> Attempts::read_if_sound(const InstanceId& id, const std::string& name) const {
    try {
        return read(id, name);
    } catch (const std::exception&) {
        return std::nullopt; // An unreadable attempt must not hide the others.
    }
}

} // namespace crocum
