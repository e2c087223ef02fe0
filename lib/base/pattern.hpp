#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// A regular expression (ECMAScript). std::regex is in one file: it costs a compiler five seconds wherever it is used,
/// and its matcher takes stack for every character, so that a long text would end crocum.
class Pattern {
public:
    struct Match {
        std::size_t begin = 0;           ///< where it is in the text
        std::size_t end = 0;             ///< the position behind it
        std::vector<std::string> groups; ///< [0] is all of it
    };

    /// Bytes of the longest text that match() looks at; longer ones do not match.
    static constexpr std::size_t longest = 8192;

    explicit Pattern(const std::string& expression);
    Pattern(const Pattern&) = delete;
    Pattern& operator=(const Pattern&) = delete;
    ~Pattern();

    /// Whether the whole text is like this.
    [[nodiscard]] std::optional<Match> match(const std::string& text) const;

    /// The first place that is like this. The expression itself has to be one that does not grow with the text.
    [[nodiscard]] std::optional<Match> search(const std::string& text) const;

    /// The text with every such place replaced; $1 and others stand for groups.
    [[nodiscard]] std::string replace(const std::string& text, const std::string& by) const;

private:
    struct Compiled;
    std::unique_ptr<Compiled> compiled_;
};

} // namespace crocum
