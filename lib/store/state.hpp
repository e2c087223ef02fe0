#pragma once

#include <filesystem>
#include <string>

namespace crocum {

/// Before anything in the state directory is read or written; it need not exist yet.
///
/// Whoever can write there decides grades and what `down` removes, so a directory that every user of the host can write
/// is refused with an Error. One that is shared with a group (mode 2770) stays shared: what crocum makes in it from
/// here on, the group may write (umask 007).
void enter_state(const std::filesystem::path& state);

/// 64 hexadecimal digits that a file of the state directory has kept since somebody first asked for them; of all that
/// ask at once, one makes it. Only who may read the state directory can read it. Throws Error when it has anything
/// else.
[[nodiscard]] std::string kept_random(const std::filesystem::path& file);

} // namespace crocum
