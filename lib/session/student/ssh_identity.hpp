#pragma once

#include <filesystem>
#include <string>

namespace crocum {

/// The student whose key opened this SSH session. `table` has the form of authorized_keys, so that sshd itself can use
/// it: one key on each line, with the student's id as its comment. The session's key is in the file that sshd
/// (ExposeAuthInfo) names in SSH_USER_AUTH, which belongs to the account that logged in: `account` is its user id.
///
/// Throws Error when users other than its owner and root can write the table, when the session has no key, or when the
/// key belongs to no student or to several students.
[[nodiscard]] std::string student_of_key(
    const std::filesystem::path& table, const std::filesystem::path& user_auth, unsigned account);

} // namespace crocum
