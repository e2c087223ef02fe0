#include "lib/base/files.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/system.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace crocum {

namespace fs = std::filesystem;

namespace {

void write_all(int fd, std::string_view bytes, const fs::path& path) {
    while (!bytes.empty()) {
        const auto count = ::write(fd, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            throw system_error("cannot write {}", path.string());
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

void sync_folder(const fs::path& folder) {
    const Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd || ::fsync(fd.get()) != 0) {
        throw system_error("cannot sync {}", folder.string());
    }
}

/// O_NONBLOCK: opening a pipe would wait for its writer.
constexpr int read_flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;

std::string read_all(const Fd& fd, const fs::path& path, std::size_t limit) {
    struct stat status {};

    if (::fstat(fd.get(), &status) == 0 && !S_ISREG(status.st_mode)) {
        throw Error("cannot read {}: it is no regular file", path.string());
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

/// `prepare` gets the new file's descriptor before anything is in it.
template <typename Prepare>
void replace(const fs::path& path, std::string_view content, const Prepare& prepare) {
    // Not mkstemp: a file it makes has to be opened up to the umask, which only one thread could read.
    const auto temporary = path.string() + "." + random_hex(6);
    const Fd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!fd) {
        throw system_error("cannot write {}", path.string());
    }
    try {
        prepare(fd.get());
        write_all(fd.get(), content, path);
        if (::fsync(fd.get()) != 0 || ::rename(temporary.c_str(), path.c_str()) != 0) {
            throw system_error("cannot write {}", path.string());
        }
    } catch (...) {
        ::unlink(temporary.c_str());
        throw;
    }
    sync_folder(path.parent_path().empty() ? "." : path.parent_path());
}

/// Where a link leads to, also where nothing is there yet.
fs::path link_target(fs::path path) {
    constexpr int most_links = 40; // As the kernel.
    std::error_code none;
    for (int i = 0; i < most_links && fs::is_symlink(path, none); ++i) {
        path = path.parent_path() / fs::read_symlink(path, none);
    }
    return path;
}

bool has_all(fs::perms perms, fs::perms wanted) {
    return (perms & wanted) == wanted;
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
        throw Error("{} cannot be read, or is no file", path.string());
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

void write_file_atomic(const fs::path& path, std::string_view content) {
    replace(path, content, [](int) {});
}

void write_output(const fs::path& path, std::string_view content) {
    struct stat before {};

    if (::stat(path.c_str(), &before) != 0) {
        return write_file_atomic(link_target(path), content);
    }
    const auto target = link_target(path);
    std::error_code gone;
    // /dev/stdout can also lead to a file that has no name any more.
    if (!S_ISREG(before.st_mode) || !fs::equivalent(path, target, gone)) {
        const Fd fd(::open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
        if (!fd) {
            throw system_error("cannot write {}", path.string());
        }
        return write_all(fd.get(), content, path);
    }
    replace(target, content, [&](int fd) {
        [[maybe_unused]] const bool given = ::fchown(fd, before.st_uid, before.st_gid) == 0;
        if (::fchmod(fd, before.st_mode & 0777U) != 0) {
            throw system_error("cannot write {}", path.string());
        }
    });
}

std::string file_stamp(const fs::path& path) {
    struct stat status {};

    if (::stat(path.c_str(), &status) != 0) {
        return "";
    }
    return fmt::format("{} bytes, {}.{:09}", status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

void make_folders(const fs::path& path) {
    std::error_code failed;
    fs::create_directories(path, failed);
    if (failed) {
        throw Error("cannot make the folder {}: {}", path.string(), failed.message());
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
                          : !fs::is_regular_file(target) ? "which is no file"
                                                         : "which is outside of the folder";
    const auto relative = target.lexically_relative(fs::canonical(folder));
    if (!missing && fs::is_regular_file(target) && *relative.begin() != "..") {
        return;
    }
    throw with_hint(
        Error("{} is a link to {}, {}", file.string(), fs::read_symlink(file).string(), trouble),
        "Copy the file into the folder");
}

AppendFile::AppendFile(const fs::path& path)
    : path_(path), fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666)) {
    if (!fd_) {
        throw system_error("cannot write {}", path.string());
    }
}

void AppendFile::write(std::string_view bytes) {
    write_all(fd_.get(), bytes, path_);
}

void AppendFile::sync() {
    if (::fsync(fd_.get()) != 0) {
        throw system_error("cannot write {}", path_.string());
    }
}

TemporaryFolder::TemporaryFolder() {
    const char* base = std::getenv("TMPDIR");
    auto pattern = fmt::format("{}/crocum.XXXXXX", base == nullptr || *base == '\0' ? "/tmp" : base);
    if (::mkdtemp(pattern.data()) == nullptr) {
        throw system_error("cannot make a temporary folder {}", pattern);
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
    if (!is_shared(folder)) {
        return;
    }
    std::error_code failed;
    for (auto at = fs::recursive_directory_iterator(folder, failed); at != fs::recursive_directory_iterator();
         at.increment(failed)) {
        const auto mode = at->symlink_status(failed).permissions();
        if (!at->is_symlink(failed) && has_all(mode, fs::perms::owner_write) &&
            !has_all(mode, fs::perms::group_write)) {
            fs::permissions(at->path(), fs::perms::group_write, fs::perm_options::add, failed);
        }
    }
}

} // namespace crocum
