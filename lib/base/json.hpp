#pragma once

// The header defines the literal "..."_json as a plain inline function, which makes every file that includes it compile
// the whole parser again: half a second each. With this macro it becomes an unused template, and the literal is only
// declared.
#define _json(...)                                                                                                     \
    _json(const char* text, std::size_t length);                                                                       \
    template <class = void>                                                                                            \
    nlohmann::json parsed_literal(__VA_ARGS__)
#include <nlohmann/json.hpp>
#undef _json

#include <cstddef>
#include <string>
#include <string_view>

// Instantiated once, in json.cpp: this halves the compile time of the files that use it.
extern template class nlohmann::basic_json<>;

namespace crocum {

using Json = nlohmann::json;

/// Strict: one document, no trailing text, at most `depth` levels of nesting (a deep document would exhaust the stack
/// when it is destroyed) and `values` values (each takes 16 bytes and more, however short its text is). Throws Error
/// with the position of the mistake; `what` names the source in the message.
[[nodiscard]] Json parse_json(
    std::string_view text, std::string_view what, std::size_t depth = 64, std::size_t values = 2'000'000);

/// The text at a key of an object; empty when there is none.
[[nodiscard]] std::string text_at(const Json& object, const std::string& key);

/// The object at a key of an object; empty when there is none.
[[nodiscard]] Json object_at(const Json& object, const std::string& key);

/// One line; invalid UTF-8 becomes U+FFFD instead of an exception.
[[nodiscard]] std::string to_line(const Json& value);

/// Indented, with a newline at the end: for files and terminals.
[[nodiscard]] std::string to_text(const Json& value);

/// The array of what to_json() gives for each element; `convert` for a to_json() that only its file knows.
template <typename Range, typename Convert>
[[nodiscard]] Json json_list(const Range& range, const Convert& convert) {
    Json list = Json::array();
    for (const auto& element : range) {
        list.push_back(convert(element));
    }
    return list;
}

template <typename Range>
[[nodiscard]] Json json_list(const Range& range) {
    return json_list(range, [](const auto& element) { return to_json(element); });
}

} // namespace crocum
