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

std::string read_all(const Fd& fd, const fs::path& path, std::size_t limit) {
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

} // namespace

std::string read_file(const fs::path& path, std::size_t limit) {
    const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) {
        throw system_error("cannot read {}", path.string());
    }
    return read_all(fd, path, limit);
}

std::optional<std::string> read_file_if_present(const fs::path& path) {
    const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd && (errno == ENOENT || errno == ENOTDIR)) {
        return std::nullopt;
    }
    if (!fd) {
        throw system_error("cannot read {}", path.string());
    }
    return read_all(fd, path, std::size_t{16} << 20U);
}

void write_file_atomic(const fs::path& path, std::string_view content) {
    // Not mkstemp: a file it makes has to be opened up to the umask, which only one thread could read.
    const auto temporary = path.string() + "." + random_hex(6);
    const Fd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!fd) {
        throw system_error("cannot write {}", path.string());
    }
    try {
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

std::vector<fs::path> files_below(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code failed;
    auto entry = fs::recursive_directory_iterator(folder, failed);
    for (; !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
        const auto name = entry->path().filename();
        if (entry->is_directory() && (name == "__pycache__" || name == ".git" || name == ".pytest_cache")) {
            entry.disable_recursion_pending();
        } else if (entry->symlink_status().type() == fs::file_type::regular && name.extension() != ".pyc") {
            files.push_back(entry->path().lexically_relative(folder));
        }
    }
    if (failed) {
        throw Error("cannot read the folder {}: {}", folder.string(), failed.message());
    }
    std::sort(files.begin(), files.end());
    return files;
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

} // namespace crocum
