#include "lib/base/case_fold.hpp"

#include "lib/base/deleter.hpp"
#include "lib/base/text.hpp"

#include <unicase.h>
#include <uninorm.h>

#include <cstdint>
#include <cstdlib>
#include <memory>

namespace crocum {

std::string case_fold(std::string_view text) {
    if (!is_utf8(text)) {
        return std::string(text);
    }
    std::size_t size = 0;
    const std::unique_ptr<std::uint8_t, Deleter<&std::free>> folded(::u8_casefold(
        reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), nullptr, UNINORM_NFC, nullptr, &size));
    return folded ? std::string(reinterpret_cast<const char*>(folded.get()), size) : std::string(text);
}

} // namespace crocum
