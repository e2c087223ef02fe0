#pragma once

#include "lib/base/fd.hpp"

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

/// The whole file. Throws Error when it cannot be read or is larger than `limit` bytes.
[[nodiscard]] std::string read_file(const std::filesystem::path& path, std::size_t limit = std::size_t{16} << 20U);

/// Like read_file; nothing when there is no such file.
[[nodiscard]] std::optional<std::string> read_file_if_present(const std::filesystem::path& path);

/// Replaces the file as a whole: temporary file, fsync, rename, fsync of the folder. A crash or a full disk leaves the
/// earlier content. The mode is that of the umask. Throws Error.
void write_file_atomic(const std::filesystem::path& path, std::string_view content);

/// mkdir -p. Throws Error that names the folder.
void make_folders(const std::filesystem::path& path);

/// rm -r of a tree, if there is one. Throws Error that names what could not be removed.
void remove_tree(const std::filesystem::path& path);

/// Deepest first: a folder that nobody may enter afterwards still has its content set. Throws std::filesystem_error.
void set_permissions(const std::map<std::filesystem::path, std::filesystem::perms>& modes);

/// Relative paths of all regular files below `folder`, sorted. Links are not followed. Python's caches are left out.
[[nodiscard]] std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder);

/// Appends to a file, unbuffered, so that what was written is there after a crash. Throws Error.
class AppendFile {
public:
    explicit AppendFile(const std::filesystem::path& path);
    void write(std::string_view bytes);

private:
    std::filesystem::path path_;
    Fd fd_;
};

/// A fresh folder with mode 0700 under $TMPDIR, removed with its content at the end of the scope.
class TemporaryFolder {
public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace crocum
