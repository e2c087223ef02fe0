#include "lib/base/local_time.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"

namespace crocum {

std::string local_time(const std::string& iso) {
    try {
        return to_local(from_iso(iso));
    } catch (const Error&) {
        constexpr std::size_t most = 40;
        return sanitize_line(iso, most);
    }
}

} // namespace crocum
