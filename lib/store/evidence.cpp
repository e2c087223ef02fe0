#include "lib/store/evidence.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/check/records.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crocum {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view suffix = ".records.jsonl";
/// More than the limit for a run (lib/check/run.cpp).
constexpr std::size_t most_bytes = std::size_t{64} << 20U;

bool is_refused(const CheckResult& result) {
    return result.verdict == Verdict::ungraded && result.reason == reason::tampered;
}

/// The host may reject a record (ungraded), but never improve or change its verdict.
bool was_disbelieved(const CheckResult& result) {
    return result.verdict == Verdict::ungraded &&
           (result.reason == reason::tampered || result.reason == reason::mismatch);
}

bool says(const CheckResult& record, const CheckResult& result) {
    return record.verdict == result.verdict && record.reason == result.reason && record.share == result.share &&
           record.message == result.message && record.output == result.output;
}

Evidence unfit(std::string finding) {
    return {EvidenceState::mismatch, std::move(finding)};
}

/// The host itself failed these checks, which never ran.
bool is_of_host(const CheckResult& result) {
    return result.verdict == Verdict::failed && result.reason == reason::reboot;
}

/// `results`: those of this suite. `files`: the records of its run, and of that after a reboot.
Evidence verify(
    const std::vector<CheckResult>& results, const MeasuredMachine& machine, const std::vector<fs::path>& files) {
    const bool measured = std::any_of(results.begin(), results.end(), [](const CheckResult& result) {
        return result.verdict != Verdict::ungraded && !is_of_host(result);
    });
    std::vector<std::string> runs;
    for (const auto& file : files) {
        if (fs::exists(file)) {
            runs.push_back(read_file(file, most_bytes));
        }
    }
    if (runs.empty()) {
        return measured ? unfit("the records are missing") : Evidence{EvidenceState::none, "none"};
    }
    std::vector<Check> checks;
    checks.reserve(results.size());
    for (const auto& result : results) {
        checks.push_back(result.check);
    }
    std::map<std::string, CheckResult> recorded;
    for (const auto& run : runs) {
        Records records(checks, machine.key);
        records.take(run, {.finished = [&](const CheckResult& result) { recorded.emplace(result.check.id, result); }});
        if (records.tampered()) {
            const bool refused = !results.empty() && std::all_of(results.begin(), results.end(), is_refused);
            return refused ? Evidence{EvidenceState::refused, fmt::format("refused: {}", records.tampering())}
                           : unfit(records.tampering());
        }
    }
    for (const auto& result : results) {
        const auto id = sanitize_line(result.check.id, 100);
        const auto record = recorded.find(result.check.id);
        if (record == recorded.end() && result.verdict != Verdict::ungraded && !is_of_host(result)) {
            return unfit(fmt::format("there is no record of {}", id));
        }
        // A cross-check can change these results.
        const auto& compared = machine.compared;
        const bool final = std::find(compared.begin(), compared.end(), result.check.id) == compared.end();
        if (final && record != recorded.end() && !was_disbelieved(result) && !says(record->second, result)) {
            return unfit(fmt::format("the record of {} has another result", id));
        }
    }
    return {EvidenceState::verified, "verified"};
}

} // namespace

std::map<std::string, Evidence> verify_records(const Attempt& attempt, const fs::path& folder) {
    std::map<std::string, std::vector<CheckResult>> suites;
    for (const auto& [name, machine] : attempt.machines) {
        suites[name];
    }
    for (const auto& result : attempt.results) {
        suites[result.check.machine].push_back(result);
    }
    std::map<std::string, Evidence> found;
    for (const auto& [name, results] : suites) {
        const auto machine = attempt.machines.find(name);
        try {
            found[name] = machine == attempt.machines.end() || fs::path(name).filename() != name
                              ? unfit("no suite with this name was run")
                              : verify(
                                    results,
                                    machine->second,
                                    {folder / fmt::format("{}{}", name, suffix),
                                     folder / fmt::format("{}.after-reboot{}", name, suffix)});
        } catch (const std::exception& error) {
            found[name] = unfit(join(error_chain(error), ": "));
        }
    }
    return found;
}

std::map<std::string, std::vector<LooseRecord>> loose_records(const fs::path& folder) {
    constexpr std::size_t most = 1000;
    std::map<std::string, std::vector<LooseRecord>> found;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator(folder, absent)) {
        const auto name = entry.path().filename().string();
        const auto end = name.rfind(suffix);
        if (end == std::string::npos || end + suffix.size() != name.size()) {
            continue;
        }
        auto& records = found[name.substr(0, end)];
        for (const auto& line : lines(read_file(entry.path(), most_bytes))) {
            try {
                const auto record = parse_json(std::string_view(line).substr(line.find(' ') + 1), "a record", 8);
                if (record.is_object() && text_at(record, "type") == "check" && records.size() < most) {
                    records.push_back(
                        {sanitize_line(text_at(record, "id"), 200), sanitize_line(text_at(record, "outcome"), 30)});
                }
            } catch (const Error&) {
                continue; // The last one may be incomplete.
            }
        }
    }
    return found;
}

} // namespace crocum
