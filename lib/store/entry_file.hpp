#pragma once

#include "lib/base/json.hpp"

#include <filesystem>
#include <functional>
#include <vector>

namespace crocum {

/// Files from which grades are computed besides attempt.json: a JSON document with a schema and one list of entries.

/// Calls `use` for each entry; not at all when the file does not exist. Throws Error that names the file when it is
/// damaged, also when `use` throws: no entry is ever ignored.
void each_entry(const std::filesystem::path& file, const char* key, const std::function<void(const Json&)>& use);

template <typename Entry>
[[nodiscard]] std::vector<Entry> read_entries(
    const std::filesystem::path& file, const char* key, Entry (*from)(const Json&)) {
    std::vector<Entry> entries;
    each_entry(file, key, [&](const Json& entry) { entries.push_back(from(entry)); });
    return entries;
}

/// Replaces the file; synced to the disk before it returns.
void keep_entries(const std::filesystem::path& file, const char* key, const Json& entries);

} // namespace crocum
