#include "lib/base/user.hpp"

#include "lib/base/text.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

namespace crocum {

namespace {

constexpr std::size_t longest = 64;

std::string name_of(uid_t uid) {
    std::vector<char> buffer(std::size_t{16} << 10U);
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) {
        return fmt::format("uid {}", uid);
    }
    return sanitize_line(entry.pw_name, longest);
}

} // namespace

std::string user_name() {
    const auto uid = ::getuid();
    const auto own = name_of(uid);
    const char* sudo = std::getenv("SUDO_USER");
    const auto caller = sudo == nullptr ? "" : sanitize_line(sudo, longest);
    if (caller.empty() || caller == own) {
        return own;
    }
    return uid == 0 ? caller : fmt::format("{} as {}", caller, own);
}

} // namespace crocum
