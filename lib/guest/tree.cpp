#include "lib/guest/tree.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/files.hpp"
#include "lib/base/text.hpp"
#include "lib/guest/archive.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// Limits of one tree.
constexpr std::size_t largest_tree = std::size_t{256} << 20U;

/// The guest has no tar.
constexpr int no_tar = 9;

/// $1 is the folder to fill; the archive comes on stdin.
constexpr const char* fill = R"sh(
command -v tar >/dev/null 2>&1 || exit 9
mkdir -- "$1" && chmod 755 -- "$1" && exec tar -x -p -f - -C "$1"
)sh";

/// $1 replaces $2.
constexpr const char* exchange = R"sh(
[ ! -e "$2" ] || mv -f -T -- "$2" "$1.earlier" || exit 1
mv -f -T -- "$1" "$2" || { mv -T -- "$1.earlier" "$2"; exit 1; }
rm -rf -- "$1.earlier"
)sh";

/// $1 the folder, $2 the archive to write; its digest is printed on stdout. Without the option GNU tar stores a second
/// name of a file as a link; busybox does not have the option.
constexpr const char* archive_it = R"sh(
command -v tar >/dev/null 2>&1 || exit 9
cd -- "$1" || exit 8
tar -c --hard-dereference -f "$2" . 2>/dev/null || tar -c -f "$2" . || exit 7
sha256sum <"$2"
)sh";

/// One line for each folder, file and link below $1: kind, mode, digest (or "-"), path. A path with a newline does not
/// fit into a line; such a tree is refused.
constexpr const char* list_it = R"sh(
cd -- "$1" || exit 8
case "$(find . -name '*
*')" in ?*) exit 7 ;; esac
find . -type d | while IFS= read -r path; do printf 'd %s - %s\n' "$(stat -c %a -- "$path")" "$path"; done
find . -type f | while IFS= read -r path; do
    sum=$(sha256sum <"$path")
    printf 'f %s %s %s\n' "$(stat -c %a -- "$path")" "${sum%% *}" "$path"
done
find . ! -type d ! -type f | while IFS= read -r path; do printf 'x 0 - %s\n' "$path"; done
)sh";

GuestCommand shell(const char* script, std::vector<std::string> arguments, Deadline deadline) {
    GuestCommand command;
    command.argv = {"/bin/sh", "-c", script, "crocum"};
    std::move(arguments.begin(), arguments.end(), std::back_inserter(command.argv));
    command.timeout = command.upload_timeout = std::max(Seconds(1), std::chrono::ceil<Seconds>(deadline.left()));
    return command;
}

void require(const Guest& guest, const GuestResult& result, const std::string& what) {
    if (!result.ok()) {
        throw Error("cannot {} on {}: {} {}", what, guest.name(), result.outcome(), sanitize_line(result.err, 300));
    }
}

int mode_of(const fs::path& path) {
    struct stat status {};

    return ::stat(path.c_str(), &status) == 0 ? static_cast<int>(status.st_mode & 0777) : 0700;
}

/// Without tar: the folders, then every file by itself. Links are not supported, because each would need a command.
void put_files(Guest& guest, const fs::path& folder, const std::string& target, Deadline deadline) {
    auto make = shell("umask 077; for folder; do mkdir -- \"$folder\" || exit 1; done", {target}, deadline);
    std::vector<std::string> contents;
    std::vector<std::pair<std::string, int>> files;
    std::vector<std::string> modes;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const auto path = target + "/" + entry.path().lexically_relative(folder).string();
        if (entry.is_symlink() || (!entry.is_directory() && !entry.is_regular_file())) {
            throw Error("{} has no tar, and {} is not a plain file", guest.name(), entry.path().string());
        }
        if (entry.is_directory()) {
            make.argv.push_back(path);
            modes.insert(modes.end(), {fmt::format("{:o}", mode_of(entry.path())), path});
        } else {
            contents.push_back(read_file(entry.path(), largest_tree));
            files.emplace_back(path, mode_of(entry.path()));
        }
    }
    require(guest, guest.exec(make), "create folders");
    std::vector<GuestFile> puts;
    for (std::size_t i = 0; i < files.size(); ++i) {
        puts.push_back({files[i].first, contents[i], files[i].second});
    }
    if (!puts.empty()) {
        guest.put(puts, deadline);
    }
    auto finish = shell(
        "chmod 755 \"$1\"; shift; while [ $# -gt 0 ]; do chmod \"$1\" \"$2\" || exit 1; shift 2; done",
        {target},
        deadline);
    finish.argv.insert(finish.argv.end(), modes.begin(), modes.end());
    require(guest, guest.exec(finish), "set modes");
}

void get_files(Guest& guest, const std::string& folder, const fs::path& target, std::size_t limit, Deadline deadline) {
    const auto listing = guest.exec(shell(list_it, {folder}, deadline));
    require(guest, listing, "list " + folder);
    if (listing.truncated()) {
        throw Error("{} on {} has more files than can be listed", folder, guest.name());
    }
    std::map<fs::path, fs::perms> modes;
    for (const auto& line : lines(listing.out)) {
        const auto mode_at = line.find(' ');
        const auto digest_at = line.find(' ', mode_at + 1);
        const auto path_at = line.find(' ', digest_at + 1);
        if (mode_at != 1 || path_at == std::string::npos) {
            throw Error("{} returned an invalid listing of {}", guest.name(), folder);
        }
        const auto name = line.substr(path_at + 1);
        const auto path = fs::path(name).lexically_normal();
        if (path == "." || path == "./") {
            continue;
        }
        if (!stays_inside(path) || line[0] == 'x') {
            throw Error("{} has \"{}\", which cannot be copied without tar", guest.name(), sanitize_line(name));
        }
        const auto mode = std::strtoul(line.substr(mode_at + 1, 5).c_str(), nullptr, 8) & 0777UL;
        modes[target / path] = static_cast<fs::perms>(mode);
        if (line[0] == 'd') {
            make_folders(target / path);
            continue;
        }
        const auto content = guest.get(folder + "/" + path.string(), limit, deadline);
        if (sha256(content) != line.substr(digest_at + 1, path_at - digest_at - 1)) {
            throw Error("\"{}\" of {} was changed during the transfer", sanitize_line(name), guest.name());
        }
        limit -= content.size();
        make_folders((target / path).parent_path());
        write_file_atomic(target / path, content);
    }
    set_permissions(modes);
}

void fetch(Guest& guest, const std::string& folder, const fs::path& target, std::size_t limit, Deadline deadline) {
    const auto file = guest.scratch(deadline, Guest::Room::disk) + "/" + random_hex(4) + ".tar";
    const auto packed = guest.exec(shell(archive_it, {folder, file}, deadline));
    if (packed.status == no_tar) {
        return get_files(guest, folder, target, limit, deadline);
    }
    require(guest, packed, "pack " + folder);
    // Headers and padding: a tree of many small files is much larger as an archive.
    const auto content = guest.get(file, limit * 2 + (std::size_t{1} << 20U), deadline);
    require(guest, guest.exec(shell("rm -f -- \"$1\"", {file}, deadline)), "remove the archive");
    if (sha256(content) != packed.out.substr(0, 64)) {
        throw Error("the archive of {} on {} was changed during the transfer", folder, guest.name());
    }
    unpack(content, target, limit);
}

} // namespace

void put_tree(Guest& guest, const fs::path& folder, const std::string& target, Deadline deadline) {
    const auto beside = target + ".crocum-" + random_hex(4);
    auto filling = shell(fill, {beside}, deadline);
    filling.input = pack(folder, largest_tree);
    try {
        const auto filled = guest.exec(filling);
        if (filled.status == no_tar) {
            put_files(guest, folder, beside, deadline);
        } else {
            require(guest, filled, "unpack " + target);
        }
        require(guest, guest.exec(shell(exchange, {beside, target}, deadline)), "put " + target + " in place");
    } catch (...) {
        try {
            static_cast<void>(guest.exec(shell("rm -rf -- \"$1\"", {beside}, Deadline(Seconds(10)))));
        } catch (const std::exception&) {
            // The first error matters.
        }
        throw;
    }
}

void get_tree(Guest& guest, const std::string& folder, const fs::path& target, std::size_t limit, Deadline deadline) {
    if (fs::exists(fs::symlink_status(target))) {
        throw Error("{} already exists", target.string());
    }
    auto beside = target;
    beside += ".crocum-" + random_hex(4);
    make_folders(beside);
    try {
        fetch(guest, folder, beside, limit, deadline);
        fs::rename(beside, target);
    } catch (...) {
        remove_tree(beside);
        throw;
    }
}

} // namespace crocum
