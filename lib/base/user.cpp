#include "lib/base/user.hpp"

#include "lib/base/text.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
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

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : sanitize_line(value, longest);
}

/// `other` alone when it is trusted, else together with `own`.
std::string signed_by(const std::string& other, const std::string& own, bool trusted) {
    if (other.empty() || other == own) {
        return own;
    }
    return trusted ? other : fmt::format("{} as {}", other, own);
}

} // namespace

std::string user_name() {
    const auto uid = ::getuid();
    return signed_by(variable("SUDO_USER"), name_of(uid), uid == 0);
}

std::string actor(const std::filesystem::path& state) {
    const auto uid = ::getuid();

    struct stat status {};

    const bool owner = ::stat(state.c_str(), &status) == 0 && status.st_uid == uid;
    return signed_by(variable("CROCUM_ACTOR"), user_name(), uid == 0 || owner);
}

} // namespace crocum
