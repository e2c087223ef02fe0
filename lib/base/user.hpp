#pragma once

#include <string>

namespace crocum {

/// Who runs this process, to be signed with: the user that sudo was called by, else the one that the real uid names.
/// Only for root sudo's word is taken alone; anybody else could have set it, so their own name stands beside it.
[[nodiscard]] std::string user_name();

} // namespace crocum
