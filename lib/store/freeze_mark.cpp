#include "lib/store/freeze_mark.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"

namespace crocum {

std::filesystem::path FreezeMarks::file(const InstanceId& id) const {
    return instances_.folder(id) / "frozen.json";
}

std::optional<FreezeMark> FreezeMarks::of(const Instance& instance) const {
    const auto text = read_file_if_present(file(instance.id));
    if (!text) {
        return std::nullopt;
    }
    FreezeMark mark;
    in_context("since when " + to_string(instance.id) + " is frozen", [&] {
        const auto document = parse_json(*text, file(instance.id).string());
        mark.at = from_iso(document.at("at"));
        mark.deadline = document.at("deadline");
        mark.command = document.at("command");
        mark.instance = document.at("instance");
        mark.stands = document.value("stands", true);
    });
    return mark.instance == instance.mark ? std::optional(mark) : std::nullopt;
}

void FreezeMarks::set(const InstanceId& id, const FreezeMark& mark) const {
    write_file_atomic(
        file(id),
        to_text(Json{
            {"schema", 1},
            {"at", to_iso(mark.at)},
            {"deadline", mark.deadline},
            {"command", mark.command},
            {"instance", mark.instance},
            {"stands", mark.stands}}));
}

void FreezeMarks::remove(const InstanceId& id) const {
    std::error_code absent;
    std::filesystem::remove(file(id), absent);
}

} // namespace crocum
