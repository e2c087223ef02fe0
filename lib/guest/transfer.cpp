#include "lib/base/digest.hpp"
#include "lib/base/text.hpp"
#include "lib/guest/agent_file.hpp"
#include "lib/guest/guest.hpp"
#include "lib/guest/launch.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crocum {

namespace {

/// After the comparison. Arguments in threes: mode, uploaded file, target. Every process takes an emulated guest 0.1 s.
constexpr int not_as_sent = 3;
constexpr const char* finish_put = R"sh(
while [ $# -gt 3 ]; do
    chmod "$1" "$2" && mv -f -T -- "$2" "$3" || exit 4
    shift 3
done
chmod "$1" "$2" && exec mv -f -T -- "$2" "$3"
)sh";

std::string octal(int mode) {
    return fmt::format("{:04o}", mode);
}

} // namespace

void Guest::put(const std::vector<GuestFile>& files, Deadline deadline) {
    // A request has to stay small (Agent::write_chunk), and this one names every file.
    constexpr std::size_t most_at_once = 200;
    for (std::size_t begin = 0; begin < files.size(); begin += most_at_once) {
        const auto end = std::min(begin + most_at_once, files.size());
        put_some(
            {files.begin() + static_cast<std::ptrdiff_t>(begin), files.begin() + static_cast<std::ptrdiff_t>(end)},
            deadline);
    }
}

void Guest::put_some(const std::vector<GuestFile>& files, Deadline deadline) {
    std::vector<GuestFile> uploads;
    std::vector<std::string> paths;
    std::vector<std::string> moves;
    for (const auto& file : files) {
        if (file.path.find_first_of("\n\\") != std::string::npos) {
            throw Error("cannot upload a file whose path has a newline or a backslash: {}", sanitize_line(file.path));
        }
        // Beside the target, so that the rename cannot cross file systems.
        uploads.push_back({file.path + ".crocum-" + random_hex(4), file.content});
        paths.push_back(uploads.back().path);
        moves.insert(moves.end(), {octal(file.mode), uploads.back().path, file.path});
    }
    try {
        for (const auto& file : uploads) {
            upload(file.path, file.content, deadline);
        }
        const auto script = compare_script(uploads, fmt::format("exit {}", not_as_sent)) + finish_put;
        const auto status = run_script(script, moves, deadline);
        if (status.status == not_as_sent) {
            throw Error("{} did not arrive on {} as it was sent (or it has no sha256sum)", files[0].path, name_);
        }
        if (!status.exited || status.status != 0 || status.signal != 0) {
            throw Error("cannot write {} on {}: a target cannot be replaced", files[0].path, name_);
        }
    } catch (const std::exception&) {
        discard(paths);
        throw;
    }
}

std::string Guest::get(const std::string& path, std::size_t limit, Deadline deadline) {
    AgentFile file(agent_, path, "r", deadline);
    std::string content;
    while (true) {
        const auto chunk = file.read(deadline);
        content += chunk;
        if (content.size() > limit) {
            throw Error("{} on {} is larger than {} bytes", sanitize_line(path), name_, limit);
        }
        if (chunk.empty()) {
            return content;
        }
    }
}

} // namespace crocum
