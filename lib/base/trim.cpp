#include "lib/base/trim.hpp"

#include <algorithm>
#include <array>

namespace crocum {

namespace {

constexpr std::array<std::string_view, 3> blanks_to_trim{" ", "\t", "\xC2\xA0"};

} // namespace

std::string trimmed(std::string_view text) {
    const auto take_first = [&](std::string_view blank) {
        const bool there = text.starts_with(blank);
        text.remove_prefix(there ? blank.size() : 0);
        return there;
    };
    const auto take_last = [&](std::string_view blank) {
        const bool there = text.ends_with(blank);
        text.remove_suffix(there ? blank.size() : 0);
        return there;
    };
    while (std::any_of(blanks_to_trim.begin(), blanks_to_trim.end(), take_first)) {
    }
    while (std::any_of(blanks_to_trim.begin(), blanks_to_trim.end(), take_last)) {
    }
    return std::string(text);
}

} // namespace crocum
