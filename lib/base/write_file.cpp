#include "lib/base/digest.hpp"
#include "lib/base/files.hpp"
#include "lib/base/system.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

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

/// A file beside `path`, which is renamed to `path` later.
Fd make_new(const fs::path& temporary, const fs::path& path) {
    // Not mkstemp: its files have mode 0600, and only a single thread could read the umask to widen the mode.
    Fd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!fd) {
        throw system_error("cannot write {}", path.string());
    }
    return fd;
}

/// `prepare` gets the new file's descriptor before anything is in it.
template <typename Prepare>
void replace(const fs::path& path, std::string_view content, const Prepare& prepare) {
    const auto temporary = path.string() + "." + random_hex(6);
    const auto fd = make_new(temporary, path);
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

/// The target of a link, which need not exist.
fs::path link_target(fs::path path) {
    constexpr int most_links = 40; // As the kernel.
    std::error_code none;
    for (int i = 0; i < most_links && fs::is_symlink(path, none); ++i) {
        path = path.parent_path() / fs::read_symlink(path, none);
    }
    return path;
}

} // namespace

void write_file_atomic(const fs::path& path, std::string_view content) {
    replace(path, content, [](int) {});
}

void write_private_file(const fs::path& path, std::string_view content) {
    replace(path, content, [&](int fd) {
        if (::fchmod(fd, S_IRUSR | S_IWUSR) != 0) {
            throw system_error("cannot set the mode of {}", path.string());
        }
    });
}

void write_output(const fs::path& path, std::string_view content) {
    struct stat before {};

    if (::stat(path.c_str(), &before) != 0) {
        return write_file_atomic(link_target(path), content);
    }
    const auto target = link_target(path);
    std::error_code gone;
    // /dev/stdout can also be a link to a removed file.
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

void write_files_atomic(const fs::path& folder, const std::vector<std::pair<std::string, std::string>>& files) {
    const auto suffix = fmt::format(".{}", random_hex(6));
    const auto new_name = [&](const std::string& name) { return folder / (name + suffix); };
    try {
        for (const auto& [name, content] : files) {
            write_all(make_new(new_name(name), folder / name).get(), content, folder / name);
        }
        const Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!fd || ::syncfs(fd.get()) != 0) {
            throw system_error("cannot sync {}", folder.string());
        }
        for (const auto& [name, content] : files) {
            if (::rename(new_name(name).c_str(), (folder / name).c_str()) != 0) {
                throw system_error("cannot write {}", (folder / name).string());
            }
        }
    } catch (...) {
        for (const auto& [name, content] : files) {
            ::unlink(new_name(name).c_str());
        }
        throw;
    }
    sync_folder(folder);
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

} // namespace crocum
