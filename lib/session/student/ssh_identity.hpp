#pragma once

#include <filesystem>
#include <string>

namespace crocum {

/// Whose key has opened this SSH session. `table` is in the form of authorized_keys, so that sshd itself can use it: a
/// key a line, with the student's id as its comment. The session's key is in the file that sshd (ExposeAuthInfo) names
/// in SSH_USER_AUTH, which belongs to the account that logged in: `account` is its user id.
///
/// Throws Error where the table can be written by others than its owner and root, where the session has no key, or
/// where it is nobody's or several students'.
[[nodiscard]] std::string student_of_key(
    const std::filesystem::path& table, const std::filesystem::path& user_auth, unsigned account);

} // namespace crocum
