#include "lib/lab/ids.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"

#include <algorithm>

namespace crocum {

bool is_id(std::string_view text) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !text.empty() && text.size() <= 31 && plain(text[0]) &&
           std::all_of(text.begin(), text.end(), [&](char c) { return plain(c) || c == '-'; });
}

bool is_machine_name(std::string_view text) {
    const auto lower = lower_case(text);
    return is_id(lower) && lower != across_machines;
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lower;
}

void require_id(std::string_view what, const std::string& text) {
    if (!is_id(text)) {
        throw UsageError(
            "\"{}\" cannot be the id of a {}: use a-z, 0-9 and \"-\", at most 31 characters, and do not begin with "
            "\"-\"",
            sanitize_line(text, 60),
            what);
    }
}

} // namespace crocum
