#include "lib/guest/launch.hpp"

#include "lib/base/digest.hpp"

#include <fmt/format.h>

namespace crocum {

namespace {

/// {} compares the files. Every process that a launch forks takes an emulated guest 0.1 s.
constexpr const char* launch = R"sh(
umask 077
exec >>"$1" 2>>"$2" || exit 126
[ -z "$3" ] || exec <"$3" || exit 126
{}[ -z "$3" ] || rm -f -- "$3"
cd -- "$4" || exit 125
shift 4
umask 022
if command -v setsid >/dev/null 2>&1; then exec setsid -- "$@"; fi
exec "$@"
)sh";

/// {} are lines of sha256sum. The file $2.differ says that it was this step that failed.
constexpr const char* compare = R"sh(sha256sum -c >/dev/null 2>&1 <<'SUMS' || {{ : >"$2.differ"; exit 126; }}
{}SUMS
)sh";

} // namespace

std::string launch_script(const std::vector<GuestFile>& files) {
    std::string sums;
    for (const auto& file : files) {
        sums += fmt::format("{}  {}\n", sha256(file.content), file.path);
    }
    return fmt::format(launch, files.empty() ? "" : fmt::format(compare, sums));
}

} // namespace crocum
