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
    /// As text at a terminal, else as Markdown.
    void show_task(const std::string& lab) const;
    void show_todo(const std::string& lab);
    /// The points of checks that the student sees, and what is left to do.
    void show_results(const std::vector<CheckResult>& results) const;
    [[nodiscard]] std::string lab_or_only(const std::string& given) const;

    struct Place {
        std::string lab;
        std::string machine; ///< empty: the only one
    };

    /// What `console WORD` means: a lab, or a machine of the only lab. Says so when it could be both.
    [[nodiscard]] Place place_of(const std::string& word) const;

    StudentPortal& portal_;
    const Output& output_;
    bool done_ = false;
    std::size_t refused_ = 0; ///< lines of this session
};

} // namespace crocum
