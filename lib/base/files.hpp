#pragma once

#include "lib/base/fd.hpp"

#include <sys/stat.h>
#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crocum {

/// The whole file. Throws Error when it cannot be read, is larger than `limit` bytes, or is not a regular file (reading
/// a pipe would wait).
[[nodiscard]] std::string read_file(const std::filesystem::path& path, std::size_t limit = std::size_t{16} << 20U);

/// Like read_file, for a file that is not a link. `trust` gets the owner and the mode of the open file, and throws when
/// they are not acceptable.
[[nodiscard]] std::string read_trusted_file(
    const std::filesystem::path& path, std::size_t limit, const std::function<void(const struct stat&)>& trust);

/// Like read_file; nothing when there is no such file.
[[nodiscard]] std::optional<std::string> read_file_if_present(const std::filesystem::path& path);

/// Replaces the file as a whole: temporary file, fsync, rename, fsync of the folder. A crash or a full disk leaves the
/// earlier content. The mode is that of the umask. Throws Error.
void write_file_atomic(const std::filesystem::path& path, std::string_view content);

/// Like write_file_atomic; only the user can read the file.
void write_private_file(const std::filesystem::path& path, std::string_view content);

/// Like write_file_atomic, for a file that the user names: links to it stay links, and an existing file keeps its mode
/// and, as far as this is allowed, its owner. A file that is not regular (/dev/stdout, a pipe) is written to directly.
void write_output(const std::filesystem::path& path, std::string_view content);

/// Writes many files of one folder, by name, each like write_file_atomic; when the disk is full, all files stay as they
/// were. They are synced together: a thousand separate syncs would take seconds.
void write_files_atomic(
    const std::filesystem::path& folder, const std::vector<std::pair<std::string, std::string>>& files);

/// Size and time of the last change, to be compared later; empty when the file does not exist.
[[nodiscard]] std::string file_stamp(const std::filesystem::path& path);

/// The names of the entries of a folder, sorted; none when the folder does not exist. Throws Error when it cannot be
/// read.
[[nodiscard]] std::vector<std::string> entries_of(const std::filesystem::path& folder);

/// mkdir -p. Throws Error that names the folder.
void make_folders(const std::filesystem::path& path);

/// rm -r of a tree, if it exists. Throws Error with the path that could not be removed.
void remove_tree(const std::filesystem::path& path);

/// Deepest first, so that the content of a folder is changed before the folder's own mode can forbid the access. Throws
/// std::filesystem_error.
void set_permissions(const std::map<std::filesystem::path, std::filesystem::perms>& modes);

/// Whether `folder` is shared with its group: group-writable and setgid.
[[nodiscard]] bool is_shared(const std::filesystem::path& folder);

/// Some programs create files with narrower modes than the umask allows. In a shared folder the group gets the
/// permissions of the owner; in other folders nothing changes. Files of other users are not changed.
void share_with_group(const std::filesystem::path& folder);

enum class Links { left_out, listed };

/// Relative paths of all regular files below `folder`, sorted; links are included on request. No link is followed.
/// Python's caches and .git are left out.
[[nodiscard]] std::vector<std::filesystem::path> files_below(
    const std::filesystem::path& folder, Links links = Links::left_out);

/// Throws Error when `file` is a link to a place outside of `folder`, to a missing file, or to a folder.
void require_within(const std::filesystem::path& file, const std::filesystem::path& folder);

/// Appends to a file, unbuffered, so that written bytes survive a crash of the process. Throws Error.
class AppendFile {
public:
    explicit AppendFile(const std::filesystem::path& path);
    void write(std::string_view bytes);
    /// Syncs the file to the disk.
    void sync();

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
