#pragma once

#include <filesystem>
#include <string>

namespace crocum {

/// Who runs this process, to be signed with: the user that sudo was called by, else the one that the real uid names.
/// Only for root sudo's word is taken alone; anybody else could have set it, so their own name stands beside it.
[[nodiscard]] std::string user_name();

/// The person on whose behalf this process works on a state directory: CROCUM_ACTOR, which a service sets for the
/// person who asked it, else user_name(). Taken alone only from root and from the owner of the directory; another
/// user's own name is put beside it.
[[nodiscard]] std::string actor(const std::filesystem::path& state);

} // namespace crocum
