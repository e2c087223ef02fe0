#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// A regular expression in RE2's syntax (github.com/google/re2/wiki/Syntax): that of Perl and ECMAScript without
/// backreferences and lookaround, so that a match takes a time that is linear in the text. Texts are bytes: "." is one
/// byte other than a newline, \w and \b know ASCII letters, and "^" and "$" are the ends of the text.
class Pattern {
public:
    struct Match {
        std::size_t begin = 0;           ///< where it is in the text
        std::size_t end = 0;             ///< the position behind it
        std::vector<std::string> groups; ///< [0] is all of it; empty when the group did not match
    };

    /// Throws Error with the mistake in the expression.
    explicit Pattern(const std::string& expression);
    Pattern(const Pattern&) = delete;
    Pattern& operator=(const Pattern&) = delete;
    ~Pattern();

    /// Whether the whole text matches.
    [[nodiscard]] std::optional<Match> match(const std::string& text) const;

    /// The first match.
    [[nodiscard]] std::optional<Match> search(const std::string& text) const;

    /// The text with every match replaced; $1 and so on are groups.
    [[nodiscard]] std::string replace(const std::string& text, const std::string& by) const;

private:
    struct Compiled;
    std::unique_ptr<Compiled> compiled_;
};

} // namespace crocum
