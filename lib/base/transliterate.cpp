#include "lib/base/transliterate.hpp"

#include "lib/base/deleter.hpp"

#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <memory>

namespace crocum {

namespace {

struct Letter {
    ucs4_t character;
    const char* latin;
};

/// Russian as in ICAO Doc 9303, with Ukrainian, Belarusian, Serbian and Macedonian letters, and letters that do not
/// decompose into a letter and an accent. Sorted by character.
constexpr Letter letters[] = {
    {0x00DF, "ss"}, {0x00E6, "ae"}, {0x00F0, "d"},  {0x00F8, "o"},  {0x00FE, "th"}, {0x0111, "d"},  {0x0131, "i"},
    {0x0142, "l"},  {0x0153, "oe"}, {0x0430, "a"},  {0x0431, "b"},  {0x0432, "v"},  {0x0433, "g"},  {0x0434, "d"},
    {0x0435, "e"},  {0x0436, "zh"}, {0x0437, "z"},  {0x0438, "i"},  {0x0439, "i"},  {0x043A, "k"},  {0x043B, "l"},
    {0x043C, "m"},  {0x043D, "n"},  {0x043E, "o"},  {0x043F, "p"},  {0x0440, "r"},  {0x0441, "s"},  {0x0442, "t"},
    {0x0443, "u"},  {0x0444, "f"},  {0x0445, "kh"}, {0x0446, "ts"}, {0x0447, "ch"}, {0x0448, "sh"}, {0x0449, "shch"},
    {0x044A, "ie"}, {0x044B, "y"},  {0x044C, ""},   {0x044D, "e"},  {0x044E, "iu"}, {0x044F, "ia"}, {0x0451, "e"},
    {0x0452, "d"},  {0x0453, "g"},  {0x0454, "ie"}, {0x0455, "dz"}, {0x0456, "i"},  {0x0457, "i"},  {0x0458, "j"},
    {0x0459, "lj"}, {0x045A, "nj"}, {0x045B, "c"},  {0x045C, "k"},  {0x045E, "u"},  {0x045F, "dz"}, {0x0491, "g"},
};

std::string latin_of(ucs4_t character) {
    if (character < 0x80) {
        return {static_cast<char>(character)};
    }
    const auto* found =
        std::lower_bound(std::begin(letters), std::end(letters), character, [](const Letter& letter, ucs4_t wanted) {
            return letter.character < wanted;
        });
    return found != std::end(letters) && found->character == character ? found->latin : "";
}

using Bytes = std::unique_ptr<std::uint8_t, Deleter<&std::free>>;

} // namespace

std::string to_latin(std::string_view text) {
    // Lower case first: few letters decompose differently in capitals, and all of them are found afterwards. Then the
    // letters of the table; then the decomposed letters, without the accents.
    std::size_t size = 0;
    const Bytes lower(::u8_tolower(
        reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), nullptr, UNINORM_NFC, nullptr, &size));
    std::string latin;
    const auto* at = lower.get();
    const auto* const end = at == nullptr ? at : at + size;
    while (at != end) {
        ucs4_t character = 0;
        const int taken = ::u8_mbtouc(&character, at, static_cast<std::size_t>(end - at));
        auto letter = latin_of(character);
        if (letter.empty()) {
            std::size_t parts_size = 0;
            const Bytes parts(::u8_normalize(UNINORM_NFKD, at, static_cast<std::size_t>(taken), nullptr, &parts_size));
            for (std::size_t i = 0; parts && i < parts_size && parts.get()[i] < 0x80; ++i) {
                letter += static_cast<char>(parts.get()[i]);
            }
        }
        latin += letter;
        at += taken;
    }
    return latin;
}

} // namespace crocum
