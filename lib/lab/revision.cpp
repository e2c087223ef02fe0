#include "lib/lab/revision.hpp"

#include "lib/base/error.hpp"
#include "lib/base/process.hpp"

namespace crocum {

namespace {

/// Nothing where git does not answer with success in time.
std::optional<std::string> git(const std::filesystem::path& folder, std::vector<std::string> arguments) {
    ProcessSpec spec;
    // A grade takes no locks in the teacher's repository, and starts none of its daemons.
    spec.argv = {"git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-C", folder.string()};
    spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
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
