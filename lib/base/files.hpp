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

/// The whole file. Throws Error when it cannot be read, is larger than `limit` bytes, or is no regular file (a pipe
/// would be waited for).
[[nodiscard]] std::string read_file(const std::filesystem::path& path, std::size_t limit = std::size_t{16} << 20U);

/// Like read_file, of a file that no link leads to and that `trust`, which sees whose it is and who can write it, does
/// not throw at.
[[nodiscard]] std::string read_trusted_file(
    const std::filesystem::path& path, std::size_t limit, const std::function<void(const struct stat&)>& trust);

/// Like read_file; nothing when there is no such file.
[[nodiscard]] std::optional<std::string> read_file_if_present(const std::filesystem::path& path);

/// Replaces the file as a whole: temporary file, fsync, rename, fsync of the folder. A crash or a full disk leaves the
/// earlier content. The mode is that of the umask. Throws Error.
void write_file_atomic(const std::filesystem::path& path, std::string_view content);

/// Like write_file_atomic, for a file that the user names: links to it stay links, and one that is there keeps its mode
/// and, as far as that is allowed, its owner. What is no regular file (/dev/stdout, a pipe) is written to as it is.
void write_output(const std::filesystem::path& path, std::string_view content);

/// Many files of one folder, by name, each as write_file_atomic does it; a disk that is full leaves them all as they
/// were. They get to the disk together: a thousand of them would take seconds one by one.
void write_files_atomic(
    const std::filesystem::path& folder, const std::vector<std::pair<std::string, std::string>>& files);

/// Size and time of last change, to be compared later; empty where there is no such file.
[[nodiscard]] std::string file_stamp(const std::filesystem::path& path);

/// What is in a folder, by name, sorted; nothing where there is none. Throws Error where it cannot be read.
[[nodiscard]] std::vector<std::string> entries_of(const std::filesystem::path& folder);

/// mkdir -p. Throws Error that names the folder.
void make_folders(const std::filesystem::path& path);

/// rm -r of a tree, if there is one. Throws Error that names what could not be removed.
void remove_tree(const std::filesystem::path& path);

/// Deepest first: a folder that nobody may enter afterwards still has its content set. Throws std::filesystem_error.
void set_permissions(const std::map<std::filesystem::path, std::filesystem::perms>& modes);

/// Whether `folder` is shared with its group: group-writable and setgid.
[[nodiscard]] bool is_shared(const std::filesystem::path& folder);

/// Programs make files of their own with narrower modes than the umask asks for. In a shared folder the group gets
/// what the owner has; elsewhere nothing happens. Only what is this user's own can be changed, the rest is left.
void share_with_group(const std::filesystem::path& folder);

enum class Links { left_out, listed };

/// Relative paths of all regular files below `folder`, sorted; of links too where they are asked for. No link is
/// followed. Python's caches and .git are left out.
[[nodiscard]] std::vector<std::filesystem::path> files_below(
    const std::filesystem::path& folder, Links links = Links::left_out);

/// Throws Error where `file` is a link that leads out of `folder`, to nothing, or to a folder.
void require_within(const std::filesystem::path& file, const std::filesystem::path& folder);

/// Appends to a file, unbuffered, so that what was written is there after a crash. Throws Error.
class AppendFile {
public:
    explicit AppendFile(const std::filesystem::path& path);
    void write(std::string_view bytes);
    /// Down to the disk.
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
