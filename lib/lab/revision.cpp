#include "lib/lab/revision.hpp"

#include "lib/base/error.hpp"
#include "lib/base/process.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

extern char** environ;

namespace crocum {

namespace {

/// The environment without the variables that name a repository: git exports them to hooks and aliases, but here the
/// folder decides.
std::vector<std::string> environment_for_git() {
    constexpr std::array<std::string_view, 8> local{
        "GIT_DIR=",
        "GIT_WORK_TREE=",
        "GIT_INDEX_FILE=",
        "GIT_COMMON_DIR=",
        "GIT_OBJECT_DIRECTORY=",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES=",
        "GIT_NAMESPACE=",
        "GIT_PREFIX="};
    std::vector<std::string> kept;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const auto names_it = [&](std::string_view name) { return text.substr(0, name.size()) == name; };
        if (std::none_of(local.begin(), local.end(), names_it)) {
            kept.emplace_back(text);
        }
    }
    return kept;
}

/// Nothing when git fails or does not answer in time.
std::optional<std::string> git(const std::filesystem::path& folder, std::vector<std::string> arguments) {
    ProcessSpec spec;
    // A grade takes no locks in the teacher's repository, and starts none of its daemons.
    spec.argv = {"git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-C", folder.string()};
    spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
    spec.environment = environment_for_git();
    spec.deadline = Deadline(Seconds(10));
    const auto result = run(spec);
    return result.ok() ? std::optional(result.out) : std::nullopt;
}

} // namespace

std::optional<Revision> revision_of(const std::filesystem::path& folder) {
    if (!find_program("git")) {
        return std::nullopt;
    }
    const auto commit = git(folder, {"rev-parse", "--verify", "HEAD"});
    const auto changes = commit ? git(folder, {"status", "--porcelain", "--", "."}) : std::nullopt;
    if (!changes) {
        return std::nullopt;
    }
    return Revision{commit->substr(0, commit->find('\n')), !changes->empty()};
}

} // namespace crocum
