#include "lib/base/pattern.hpp"

#include "lib/base/error.hpp"

#include <re2/re2.h>

namespace crocum {

struct Pattern::Compiled {
    RE2 re;
};

namespace {

RE2::Options options() {
    RE2::Options options;
    options.set_encoding(RE2::Options::EncodingLatin1); // Bytes, so that invalid UTF-8 matches too.
    options.set_log_errors(false);
    return options;
}

std::optional<Pattern::Match> find(const RE2& re, const std::string& text, RE2::Anchor anchor) {
    std::vector<re2::StringPiece> groups(static_cast<std::size_t>(re.NumberOfCapturingGroups()) + 1);
    if (!re.Match(text, 0, text.size(), anchor, groups.data(), static_cast<int>(groups.size()))) {
        return std::nullopt;
    }
    Pattern::Match match;
    match.begin = static_cast<std::size_t>(groups[0].data() - text.data());
    match.end = match.begin + groups[0].size();
    for (const auto& group : groups) {
        match.groups.push_back(group.as_string());
    }
    return match;
}

/// "$1" in RE2's form, "\1".
std::string rewrite_of(const std::string& by) {
    std::string rewrite;
    for (std::size_t i = 0; i < by.size(); ++i) {
        const bool group = by[i] == '$' && i + 1 < by.size() && by[i + 1] >= '0' && by[i + 1] <= '9';
        rewrite += group ? "\\" : by[i] == '\\' ? "\\\\" : std::string(1, by[i]);
    }
    return rewrite;
}

} // namespace

Pattern::Pattern(const std::string& expression) : compiled_(new Compiled{RE2(expression, options())}) {
    if (!compiled_->re.ok()) {
        throw Error(
            "the regular expression \"{}\" is not valid: {} (backreferences and lookaround are not supported)",
            expression,
            compiled_->re.error());
    }
}

Pattern::~Pattern() = default;

std::optional<Pattern::Match> Pattern::match(const std::string& text) const {
    return find(compiled_->re, text, RE2::ANCHOR_BOTH);
}

std::optional<Pattern::Match> Pattern::search(const std::string& text) const {
    return find(compiled_->re, text, RE2::UNANCHORED);
}

std::string Pattern::replace(const std::string& text, const std::string& by) const {
    auto result = text;
    RE2::GlobalReplace(&result, compiled_->re, rewrite_of(by));
    return result;
}

} // namespace crocum
