#pragma once

#include <filesystem>
#include <string>

namespace crocum {

/// Call it before the state directory is read or written; it need not exist yet.
///
/// A user who can write the directory decides grades and what `down` removes, so a directory that every user of the
/// host can write is refused with an Error. A directory that is shared with a group (mode 2770) stays shared: the group
/// may write the files that crocum creates in it (umask 007).
void enter_state(const std::filesystem::path& state);

/// 64 random hexadecimal digits, kept in a file of the state directory that the first call creates; of several
/// processes at once, one creates it. Only users who may read the state directory can read it. Throws Error when the
/// file has other content.
[[nodiscard]] std::string kept_random(const std::filesystem::path& file);

} // namespace crocum
