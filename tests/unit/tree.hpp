#pragma once

#include "lib/base/files.hpp"

#include <map>
#include <string>

namespace crocum {

using Files = std::map<std::string, std::string>; ///< relative path to content

/// Writes a small tree for a test.
inline void write_files(const std::filesystem::path& folder, const Files& files) {
    for (const auto& [name, content] : files) {
        make_folders((folder / name).parent_path());
        write_file_atomic(folder / name, content);
    }
}

} // namespace crocum
