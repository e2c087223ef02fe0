#include "lib/roster/student_id.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/transliterate.hpp"
#include "lib/lab/ids.hpp"

namespace crocum {

namespace {

constexpr std::size_t longest_beginning = 24;
constexpr std::size_t digits = 6;

/// Letters and digits with single "-" between them.
std::string readable(const std::string& text) {
    std::string beginning;
    for (const char c : to_latin(text)) {
        const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (kept) {
            beginning += c;
        } else if (!beginning.empty() && beginning.back() != '-') {
            beginning += '-';
        }
    }
    beginning.resize(std::min(beginning.size(), longest_beginning));
    beginning.erase(beginning.find_last_not_of('-') + 1);
    return beginning.empty() ? "s" : beginning;
}

} // namespace

std::string student_id(const std::string& external) {
    if (is_id(external)) {
        return external;
    }
    return readable(external.substr(0, external.find('@'))) + "-" + sha256(external).substr(0, digits);
}

} // namespace crocum
