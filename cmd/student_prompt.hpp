#pragma once

#include "cmd/console.hpp"
#include "lib/session/student/portal.hpp"

#include <string>
#include <vector>

namespace crocum {

/// What a student types: a handful of words, and nothing of it ever reaches a shell, an option or a path.
class StudentPrompt {
public:
    StudentPrompt(StudentPortal& way, const Console& console) : way_(way), console_(console) {}

    /// Reads lines until "quit", the end of stdin, a hang-up, or too many that are no commands.
    void serve();

    /// One line; false where it was refused or failed, which is told and logged.
    bool carry_out(const std::string& line);

private:
    /// What the words ask for. Throws StudentRefusal where that is nothing.
    void follow(const std::vector<std::string>& words);
    void greet() const;
    void show_machines() const;
    void check(const std::string& lab);
    void show_todo(const std::string& lab);
    [[nodiscard]] std::string lab_or_only(const std::string& given) const;

    StudentPortal& way_;
    const Console& console_;
    bool done_ = false;
    std::size_t refused_ = 0; ///< lines of this session
};

} // namespace crocum
