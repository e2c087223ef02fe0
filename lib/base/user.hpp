#pragma once

#include <filesystem>
#include <string>

namespace crocum {

/// The user who runs this process, for signatures: the user that called sudo, else the user of the real uid. SUDO_USER
/// is trusted for root only; any other user could have set it, so that user's own name is added.
[[nodiscard]] std::string user_name();

/// The person on whose behalf this process works on a state directory: CROCUM_ACTOR, which a service sets for the
/// person of a request, else user_name(). It is trusted from root and from the owner of the directory; the name of any
/// other user is added.
[[nodiscard]] std::string actor(const std::filesystem::path& state);

} // namespace crocum
