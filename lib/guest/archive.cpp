#include "lib/guest/archive.hpp"

#include "lib/base/deleter.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/system.hpp"
#include "lib/base/text.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <vector>

namespace crocum {

namespace fs = std::filesystem;

namespace {

using Writer = std::unique_ptr<archive, Deleter<&archive_write_free>>;
using Reader = std::unique_ptr<archive, Deleter<&archive_read_free>>;
using Entry = std::unique_ptr<archive_entry, Deleter<&archive_entry_free>>;

constexpr unsigned permissions = 0777;

void check(int result, archive* handle, const char* what) {
    if (result != ARCHIVE_OK) {
        const auto* why = archive_error_string(handle);
        throw Error("{}: {}", what, why == nullptr ? "no reason given" : sanitize_line(why));
    }
}

/// Relative to the tree's top. ".." only at the start: after another link ("here/..", where here is ".") the path would
/// have another meaning.
bool link_stays_inside(const fs::path& link, const fs::path& points_to) {
    bool down = false;
    for (const auto& part : points_to) {
        if (part == ".." && down) {
            return false;
        }
        down = down || part != "..";
    }
    return points_to.is_relative() && stays_inside((link.parent_path() / points_to).lexically_normal());
}

/// Sorted, so that equal trees give equal archives, and every folder comes before its content.
std::vector<fs::path> everything_below(const fs::path& folder) {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        paths.push_back(entry.path().lexically_relative(folder));
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

Entry entry_of(const fs::path& folder, const fs::path& path) {
    struct stat status {};

    if (::lstat((folder / path).c_str(), &status) != 0) {
        throw system_error("cannot examine {}", (folder / path).string());
    }
    Entry entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), path.c_str());
    archive_entry_set_perm(entry.get(), status.st_mode & permissions);
    if (S_ISDIR(status.st_mode)) {
        archive_entry_set_filetype(entry.get(), AE_IFDIR);
    } else if (S_ISREG(status.st_mode)) {
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_size(entry.get(), status.st_size);
    } else if (S_ISLNK(status.st_mode)) {
        const auto points_to = fs::read_symlink(folder / path);
        if (!link_stays_inside(path, points_to)) {
            throw Error("{} is a link to {}, out of the tree", (folder / path).string(), points_to.string());
        }
        archive_entry_set_filetype(entry.get(), AE_IFLNK);
        archive_entry_set_symlink(entry.get(), points_to.c_str());
    } else {
        throw Error("{} is neither a file nor a folder nor a link", (folder / path).string());
    }
    return entry;
}

struct Sink {
    std::string bytes;
    std::size_t limit;

    static la_ssize_t take(archive* handle, void* data, const void* buffer, std::size_t length) {
        auto& sink = *static_cast<Sink*>(data);
        if (length > sink.limit - sink.bytes.size()) {
            archive_set_error(handle, -1, "larger than %zu bytes", sink.limit);
            return -1;
        }
        sink.bytes.append(static_cast<const char*>(buffer), length);
        return static_cast<la_ssize_t>(length);
    }
};

/// One file's content. `left` is the remaining limit for all files together.
std::string content_of(archive* handle, std::size_t& left) {
    std::string content;
    std::array<char, 65536> chunk{};
    while (true) {
        const auto count = archive_read_data(handle, chunk.data(), chunk.size());
        if (count < 0) {
            check(static_cast<int>(count), handle, "the archive cannot be read");
        }
        if (count <= 0) {
            return content;
        }
        if (static_cast<std::size_t>(count) > left) {
            throw Error("the tree is larger than the limit");
        }
        left -= static_cast<std::size_t>(count);
        content.append(chunk.data(), static_cast<std::size_t>(count));
    }
}

/// The folder of an entry; created when it is not in the archive. The path of an entry may not contain a link.
void make_parents(const fs::path& folder, const fs::path& path) {
    fs::path at = folder;
    for (const auto& part : path.parent_path()) {
        at /= part;
        const auto status = fs::symlink_status(at);
        if (fs::exists(status) && !fs::is_directory(status)) {
            throw Error("the archive puts {} into a path that is not a folder", sanitize_line(path.string()));
        }
        fs::create_directory(at);
    }
}

} // namespace

bool stays_inside(const fs::path& path) {
    return !path.empty() && path.is_relative() &&
           std::none_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
}

std::string pack(const fs::path& folder, std::size_t limit) {
    // Declared before the writer, whose destructor still writes.
    Sink sink{{}, limit};
    const Writer writer(archive_write_new());
    check(archive_write_set_format_pax_restricted(writer.get()), writer.get(), "cannot write an archive");
    // Names are bytes: without a locale libarchive could not translate those beyond ASCII.
    check(archive_write_set_options(writer.get(), "hdrcharset=BINARY"), writer.get(), "cannot write an archive");
    check(archive_write_set_bytes_in_last_block(writer.get(), 1), writer.get(), "cannot write an archive");
    check(
        archive_write_open(writer.get(), &sink, nullptr, &Sink::take, nullptr),
        writer.get(),
        "cannot write an archive");
    for (const auto& path : everything_below(folder)) {
        const auto entry = entry_of(folder, path);
        const auto what = "cannot pack " + (folder / path).string();
        check(archive_write_header(writer.get(), entry.get()), writer.get(), what.c_str());
        if (archive_entry_filetype(entry.get()) == AE_IFREG) {
            const auto content = read_file(folder / path, limit);
            if (archive_write_data(writer.get(), content.data(), content.size()) !=
                static_cast<la_ssize_t>(content.size())) {
                check(ARCHIVE_FATAL, writer.get(), what.c_str());
            }
        }
    }
    check(archive_write_close(writer.get()), writer.get(), "cannot write an archive");
    return std::move(sink.bytes);
}

void unpack(std::string_view archive, const fs::path& folder, std::size_t limit) {
    const Reader reader(archive_read_new());
    check(archive_read_support_format_tar(reader.get()), reader.get(), "cannot read an archive");
    check(
        archive_read_open_memory(reader.get(), archive.data(), archive.size()),
        reader.get(),
        "the received data is not a tar archive");
    std::map<fs::path, fs::perms> modes;
    auto left = limit;
    while (true) {
        archive_entry* entry = nullptr;
        const int result = archive_read_next_header(reader.get(), &entry);
        if (result == ARCHIVE_EOF) {
            break;
        }
        const auto* name = archive_entry_pathname(entry);
        // Warnings concern names that are not ASCII; names are bytes here.
        if (result != ARCHIVE_WARN || name == nullptr) {
            check(result, reader.get(), "the received data is not a tar archive");
        }
        auto path = fs::path(name == nullptr ? "" : name).lexically_normal();
        // Without a slash at the end, so that filename() below returns the name.
        if (!path.has_filename()) {
            path = path.parent_path();
        }
        if (path == ".") {
            continue;
        }
        const auto shown = sanitize_line(path.string());
        if (!stays_inside(path) || archive_entry_hardlink(entry) != nullptr) {
            throw Error("the archive has \"{}\", a path to a place outside of the folder", shown);
        }
        const auto target = folder / path;
        make_parents(folder, path);
        const auto mode = static_cast<fs::perms>(archive_entry_perm(entry) & permissions);
        switch (archive_entry_filetype(entry)) {
        case AE_IFDIR:
            if (fs::is_symlink(target)) {
                throw Error("the archive has \"{}\" twice", shown);
            }
            fs::create_directory(target);
            modes[target] = mode;
            break;
        case AE_IFREG:
            if (fs::exists(fs::symlink_status(target))) {
                throw Error("the archive has \"{}\" twice", shown);
            }
            write_file_atomic(target, content_of(reader.get(), left));
            modes[target] = mode;
            break;
        case AE_IFLNK: {
            const auto* text = archive_entry_symlink(entry);
            const fs::path points_to = text == nullptr ? "" : text;
            if (!link_stays_inside(path, points_to)) {
                throw Error("the archive has a link \"{}\" out of the folder", shown);
            }
            fs::create_symlink(points_to, target);
            break;
        }
        default:
            throw Error("the archive has \"{}\", which is neither a file nor a folder nor a link", shown);
        }
    }
    set_permissions(modes);
}

} // namespace crocum
