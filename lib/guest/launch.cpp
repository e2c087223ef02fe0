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
case $1 in */*) ;; *) command -v "$1" >/dev/null 2>&1 || {{ echo "$1: not found" >&2; exit 127; }} ;; esac
umask 022
if command -v setsid >/dev/null 2>&1; then exec setsid -- "$@"; fi
exec "$@"
)sh";

/// The file $2.differ shows that the comparison failed, because the command itself can end with 126 as well.
constexpr const char* differ = R"sh({ : >"$2.differ"; exit 126; })sh";

} // namespace

std::string compare_script(const std::vector<GuestFile>& files, std::string_view otherwise) {
    std::string sums;
    for (const auto& file : files) {
        sums += fmt::format("{}  {}\n", sha256(file.content), file.path);
    }
    return fmt::format("sha256sum -c >/dev/null 2>&1 <<'SUMS' || {}\n{}SUMS\n", otherwise, sums);
}

std::string launch_script(const std::vector<GuestFile>& files) {
    return fmt::format(launch, files.empty() ? "" : compare_script(files, differ));
}

} // namespace crocum
