#pragma once

#include "lib/guest/command.hpp"

namespace crocum {

/// Lines of a shell script that run `otherwise` unless each file has the sent content, by SHA-256. No newline or
/// backslash in the paths: sha256sum would escape them.
[[nodiscard]] std::string compare_script(const std::vector<GuestFile>& files, std::string_view otherwise);

/// The text of `sh -c TEXT crocum STDOUT STDERR STDIN DIRECTORY ARGV...`, which becomes the command: output appended to
/// files, stdin from a file (an empty name: the shell's own), which is removed. It leads a session of its own when the
/// guest has setsid, so that its pid is the process group that is killed at the deadline. Exit status 125: no such
/// directory, 127: no such program, 126 and a file STDERR.differ: one of `files` differs from the sent content.
[[nodiscard]] std::string launch_script(const std::vector<GuestFile>& files);

} // namespace crocum
