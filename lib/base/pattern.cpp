#include "lib/base/pattern.hpp"

#include <regex>

namespace crocum {

struct Pattern::Compiled {
    std::regex regex;
};

namespace {

Pattern::Match match_from(const std::smatch& found) {
    Pattern::Match match;
    match.begin = static_cast<std::size_t>(found.position(0));
    match.end = match.begin + static_cast<std::size_t>(found.length(0));
    match.groups.assign(found.begin(), found.end());
    return match;
}

} // namespace

Pattern::Pattern(const std::string& expression) : compiled_(new Compiled{std::regex(expression)}) {}

Pattern::~Pattern() = default;

std::optional<Pattern::Match> Pattern::match(const std::string& text) const {
    std::smatch found;
    if (text.size() > longest || !std::regex_match(text, found, compiled_->regex)) {
        return std::nullopt;
    }
    return match_from(found);
}

std::optional<Pattern::Match> Pattern::search(const std::string& text) const {
    std::smatch found;
    return std::regex_search(text, found, compiled_->regex) ? std::optional(match_from(found)) : std::nullopt;
}

std::string Pattern::replace(const std::string& text, const std::string& by) const {
    return std::regex_replace(text, compiled_->regex, by);
}

} // namespace crocum
