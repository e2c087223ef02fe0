#include "lib/session/student/ssh_identity.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <set>
#include <utility>
#include <vector>

namespace crocum {

namespace {

constexpr std::size_t longest_file = std::size_t{4} << 20U;

using Key = std::pair<std::string, std::string>; ///< type, base64

/// Parses the file of sshd: "publickey ssh-ed25519 AAAA…" for each method that authenticated the session.
std::set<Key> keys_of_session(const std::string& text) {
    std::set<Key> keys;
    for (const auto& line : lines(text)) {
        const auto parts = words(line);
        if (parts.size() == 3 && parts[0] == "publickey") {
            keys.emplace(parts[1], parts[2]);
        }
    }
    return keys;
}

} // namespace

std::string student_of_key(
    const std::filesystem::path& table, const std::filesystem::path& user_auth, unsigned account) {
    if (user_auth.empty()) {
        throw with_hint(
            Error("this is not an SSH session that was opened with a key"), "Set ExposeAuthInfo yes in sshd_config");
    }
    const auto context = keys_of_session(read_trusted_file(user_auth, longest_file, [&](const struct stat& status) {
        if (status.st_uid != account) {
            throw Error("{} belongs to another account", user_auth.string());
        }
    }));
    const auto known = read_trusted_file(table, longest_file, [&](const struct stat& status) {
        if ((status.st_uid != 0 && status.st_uid != ::geteuid()) || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
            throw with_hint(
                Error("other users can write {}, so it cannot be trusted", table.string()),
                "Run chown root and chmod 644 on the file");
        }
    });
    std::set<std::string> students;
    for (const auto& line : lines(known)) {
        const auto parts = words(line);
        // There may be options before the key; the word after the key is the student.
        for (std::size_t i = 0; i + 2 < parts.size() && parts[0][0] != '#'; ++i) {
            if (context.count({parts[i], parts[i + 1]}) != 0) {
                students.insert(parts[i + 2]);
                break;
            }
        }
    }
    if (students.size() != 1) {
        const auto* owners = students.empty() ? "no student" : "several students";
        throw Error("the key of this session belongs to {} in {}", owners, table.string());
    }
    require_id("student", *students.begin());
    return *students.begin();
}

} // namespace crocum
