#include "lib/store/freeze_mark.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"
#include "lib/base/text.hpp"

#include <array>

namespace crocum {

namespace {

constexpr int freeze_schema = 1;

constexpr std::array states{FreezeState::freezing, FreezeState::frozen, FreezeState::resumed};

const char* to_string(FreezeState state) noexcept {
    switch (state) {
    case FreezeState::freezing:
        return "freezing";
    case FreezeState::frozen:
        return "frozen";
    case FreezeState::resumed:
        break;
    }
    return "resumed";
}

/// Marks of earlier versions have "stands", or neither.
FreezeState state_in(const Json& document) {
    if (!document.contains("state")) {
        return document.value("stands", true) ? FreezeState::frozen : FreezeState::resumed;
    }
    const std::string text = document.at("state");
    for (const auto state : states) {
        if (text == to_string(state)) {
            return state;
        }
    }
    throw Error("unknown state of a freeze: \"{}\"", sanitize_line(text));
}

/// Marks of earlier versions do not name them.
std::set<std::string> machines_in(const Json& document, const Instance& instance) {
    if (document.contains("machines")) {
        return document.at("machines").get<std::set<std::string>>();
    }
    std::set<std::string> all;
    for (const auto& machine : instance.machines) {
        all.insert(machine.name);
    }
    return all;
}

} // namespace

std::filesystem::path FreezeMarks::file(const InstanceId& id) const {
    return instances_.folder(id) / "frozen.json";
}

std::optional<FreezeMark> FreezeMarks::of(const Instance& instance) const {
    const auto text = read_file_if_present(file(instance.id));
    if (!text) {
        return std::nullopt;
    }
    FreezeMark mark;
    in_context("the freeze mark of " + to_string(instance.id), [&] {
        const auto document = parse_json(*text, file(instance.id).string());
        // Marks of the first versions have no schema.
        if (const int version = document.value("schema", freeze_schema); version != freeze_schema) {
            throw with_hint(
                Error("it has schema {}, but this crocum knows {}", version, freeze_schema),
                "A later version of crocum wrote it: use that version");
        }
        mark.at = from_iso(document.at("at"));
        mark.deadline = document.at("deadline");
        mark.command = document.at("command");
        mark.instance = document.at("instance");
        mark.machines = machines_in(document, instance);
        mark.state = state_in(document);
    });
    return mark.instance == instance.mark ? std::optional(mark) : std::nullopt;
}

bool FreezeMarks::exists(const InstanceId& id) const {
    std::error_code unknown;
    return std::filesystem::exists(file(id), unknown);
}

void FreezeMarks::set(const InstanceId& id, const FreezeMark& mark) const {
    write_file_atomic(
        file(id),
        to_text(Json{
            {"schema", freeze_schema},
            {"at", to_iso(mark.at)},
            {"deadline", mark.deadline},
            {"command", mark.command},
            {"instance", mark.instance},
            {"machines", mark.machines},
            {"state", to_string(mark.state)}}));
}

void FreezeMarks::remove(const InstanceId& id) const {
    std::error_code absent;
    std::filesystem::remove(file(id), absent);
}

} // namespace crocum
