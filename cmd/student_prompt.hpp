#pragma once

#include "cmd/output.hpp"
#include "lib/session/student/portal.hpp"

#include <string>
#include <vector>

namespace crocum {

/// The prompt for students: a few commands. No input ever reaches a shell, an option or a path.
class StudentPrompt {
public:
    StudentPrompt(StudentPortal& portal, const Output& output) : portal_(portal), output_(output) {}

    /// Reads lines until "quit", the end of stdin, a hang-up, or too many refused lines.
    void serve();

    /// Runs one line. Returns false when it was refused or failed; this is printed and logged.
    bool run_line(const std::string& line);

private:
    /// Runs the command that the words name. Throws StudentRefusal for an unknown command.
    void execute(const std::vector<std::string>& words);
    void greet() const;
    void show_machines() const;
    void check(const std::string& lab);
    void show_todo(const std::string& lab);
    [[nodiscard]] std::string lab_or_only(const std::string& given) const;

    StudentPortal& portal_;
    const Output& output_;
    bool done_ = false;
    std::size_t refused_ = 0; ///< lines of this session
};

} // namespace crocum
