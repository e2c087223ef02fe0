#include "lib/base/files.hpp"

#include "lib/base/deleter.hpp"
#include "lib/base/system.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// O_NONBLOCK: opening a pipe would wait for its writer.
constexpr int read_flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;

std::string read_all(const Fd& fd, const fs::path& path, std::size_t limit) {
    struct stat status {};

    if (::fstat(fd.get(), &status) == 0 && !S_ISREG(status.st_mode)) {
        throw Error("cannot read {}: it is not a regular file", path.string());
    }
    std::string content;
    std::array<char, 65536> buffer{};
    while (true) {
        const auto count = ::read(fd.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            throw system_error("cannot read {}", path.string());
        }
        if (count == 0) {
            return content;
        }
        content.append(buffer.data(), static_cast<std::size_t>(count));
        if (content.size() > limit) {
            throw Error("{} is larger than {} bytes", path.string(), limit);
        }
    }
}

bool has_all(fs::perms perms, fs::perms wanted) {
    return (perms & wanted) == wanted;
}

/// Everything below an open folder. By descriptors and never through a link: every member of the group can replace a
/// file with a link while this runs as root.
void share_entries(const Fd& folder) {
    const int to_read = ::fcntl(folder.get(), F_DUPFD_CLOEXEC, 0); // closedir() closes it.
    const std::unique_ptr<DIR, Deleter<&::closedir>> entries(::fdopendir(to_read));
    if (!entries) {
        return Fd(to_read).reset();
    }
    while (const auto* entry = ::readdir(entries.get())) {
        const std::string_view name = entry->d_name;
        const bool within = entry->d_type == DT_DIR || entry->d_type == DT_REG || entry->d_type == DT_UNKNOWN;
        if (!within || name == "." || name == "..") {
            continue;
        }
        const Fd fd(::openat(folder.get(), entry->d_name, read_flags | O_NOFOLLOW | O_NOCTTY));

        struct stat status {};

        if (!fd || ::fstat(fd.get(), &status) != 0 || !(S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))) {
            continue;
        }
        if ((status.st_mode & S_IWUSR) != 0 && (status.st_mode & S_IWGRP) == 0) {
            // Another teacher's file stays as it is.
            [[maybe_unused]] const bool ours = ::fchmod(fd.get(), (status.st_mode & 07777U) | S_IWGRP) == 0;
        }
        if (S_ISDIR(status.st_mode)) {
            share_entries(fd);
        }
    }
}

} // namespace

std::string read_file(const fs::path& path, std::size_t limit) {
    const Fd fd(::open(path.c_str(), read_flags));
    if (!fd) {
        throw system_error("cannot read {}", path.string());
    }
    return read_all(fd, path, limit);
}

std::string read_trusted_file(
    const fs::path& path, std::size_t limit, const std::function<void(const struct stat&)>& trust) {
    const Fd fd(::open(path.c_str(), read_flags | O_NOFOLLOW));

    struct stat status {};

    if (!fd || ::fstat(fd.get(), &status) != 0) {
        throw Error("{} cannot be read, or is not a file", path.string());
    }
    trust(status);
    return read_all(fd, path, limit);
}

std::optional<std::string> read_file_if_present(const fs::path& path) {
    const Fd fd(::open(path.c_str(), read_flags));
    if (!fd && (errno == ENOENT || errno == ENOTDIR)) {
        return std::nullopt;
    }
    if (!fd) {
        throw system_error("cannot read {}", path.string());
    }
    return read_all(fd, path, std::size_t{16} << 20U);
}

std::string file_stamp(const fs::path& path) {
    struct stat status {};

    if (::stat(path.c_str(), &status) != 0) {
        return "";
    }
    return fmt::format("{} bytes, {}.{:09}", status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

std::vector<std::string> entries_of(const fs::path& folder) {
    std::vector<std::string> found;
    std::error_code failed;
    for (auto entry = fs::directory_iterator(folder, failed); !failed && entry != fs::directory_iterator();
         entry.increment(failed)) {
        found.push_back(entry->path().filename());
    }
    if (failed && failed != std::errc::no_such_file_or_directory && failed != std::errc::not_a_directory) {
        throw Error("cannot read the folder {}: {}", folder.string(), failed.message());
    }
    std::sort(found.begin(), found.end());
    return found;
}

void make_folders(const fs::path& path) {
    std::error_code failed;
    fs::create_directories(path, failed);
    if (failed) {
        throw Error("cannot create the folder {}: {}", path.string(), failed.message());
    }
}

void remove_tree(const fs::path& path) {
    std::error_code failed;
    fs::remove_all(path, failed);
    if (failed) {
        throw Error("cannot remove {}: {}", path.string(), failed.message());
    }
}

void set_permissions(const std::map<fs::path, fs::perms>& modes) {
    for (auto entry = modes.rbegin(); entry != modes.rend(); ++entry) {
        fs::permissions(entry->first, entry->second);
    }
}

std::vector<fs::path> files_below(const fs::path& folder, Links links) {
    std::vector<fs::path> files;
    std::error_code failed;
    auto entry = fs::recursive_directory_iterator(folder, failed);
    for (; !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
        const auto name = entry->path().filename();
        const auto type = entry->symlink_status().type();
        const bool wanted =
            type == fs::file_type::regular || (type == fs::file_type::symlink && links == Links::listed);
        if (type == fs::file_type::directory && (name == "__pycache__" || name == ".git" || name == ".pytest_cache")) {
            entry.disable_recursion_pending();
        } else if (wanted && name.extension() != ".pyc") {
            files.push_back(entry->path().lexically_relative(folder));
        }
    }
    if (failed) {
        throw Error("cannot read the folder {}: {}", folder.string(), failed.message());
    }
    std::sort(files.begin(), files.end());
    return files;
}

void require_within(const fs::path& file, const fs::path& folder) {
    if (!fs::is_symlink(file)) {
        return;
    }
    std::error_code missing;
    const auto target = fs::canonical(file, missing);
    const auto* trouble = missing                        ? "which does not exist"
                          : !fs::is_regular_file(target) ? "which is not a file"
                                                         : "which is outside of the folder";
    const auto relative = target.lexically_relative(fs::canonical(folder));
    if (!missing && fs::is_regular_file(target) && *relative.begin() != "..") {
        return;
    }
    throw with_hint(
        Error("{} is a link to {}, {}", file.string(), fs::read_symlink(file).string(), trouble),
        "Copy the file into the folder");
}

TemporaryFolder::TemporaryFolder() {
    const char* base = std::getenv("TMPDIR");
    auto pattern = fmt::format("{}/crocum.XXXXXX", base == nullptr || *base == '\0' ? "/tmp" : base);
    if (::mkdtemp(pattern.data()) == nullptr) {
        throw system_error("cannot create a temporary folder {}", pattern);
    }
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

bool is_shared(const fs::path& folder) {
    std::error_code absent;
    return has_all(fs::status(folder, absent).permissions(), fs::perms::group_write | fs::perms::set_gid);
}

void share_with_group(const fs::path& folder) {
    if (is_shared(folder)) {
        share_entries(Fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
    }
}

} // namespace crocum
