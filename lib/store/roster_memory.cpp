#include "lib/store/roster_memory.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"

namespace crocum {

RosterColumns RosterMemory::of(const std::string& class_name) const {
    const auto path = file(class_name);
    const auto text = read_file_if_present(path);
    if (!text) {
        return {};
    }
    const auto json = parse_json(*text, path.string());
    RosterColumns columns{text_at(json, "id"), {}, text_at(json, "email"), text_at(json, "group")};
    if (json.contains("name") && json["name"].is_array()) {
        for (const auto& name : json["name"]) {
            columns.name.push_back(name.is_string() ? name.get<std::string>() : "");
        }
    }
    return columns;
}

void RosterMemory::remember(const std::string& class_name, const RosterColumns& columns) const {
    const auto path = file(class_name);
    if (columns.empty()) {
        std::error_code absent;
        std::filesystem::remove(path, absent);
        return;
    }
    make_folders(folder_);
    write_file_atomic(
        path,
        to_text({{"id", columns.id}, {"name", columns.name}, {"email", columns.email}, {"group", columns.group}}));
}

std::filesystem::path RosterMemory::file(const std::string& class_name) const {
    return folder_ / (class_name + ".json");
}

} // namespace crocum
