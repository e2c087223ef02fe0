#include "lib/roster/text_encoding.hpp"

#include "lib/base/error.hpp"
#include "lib/base/pattern.hpp"
#include "lib/base/system.hpp"
#include "lib/base/text.hpp"
#include "lib/base/unicode.hpp"

#include <iconv.h>

#include <algorithm>
#include <cerrno>

namespace crocum {

namespace {

constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

[[noreturn]] void refuse(const std::string& encoding) {
    throw with_hint(
        UsageError("unknown encoding \"{}\"", sanitize_line(encoding, 40)),
        "For example UTF-8, UTF-16, cp1251, cp1252 or koi8-r; \"iconv -l\" lists all");
}

/// iconv's descriptor.
class Converter {
public:
    explicit Converter(const std::string& from) : handle_(::iconv_open("UTF-8", from.c_str())) {
        if (!is_open()) {
            refuse(from);
        }
    }

    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;

    ~Converter() {
        if (is_open()) {
            ::iconv_close(handle_);
        }
    }

    /// The UTF-8 text. Throws UsageError.
    std::string convert(std::string_view bytes, const std::string& from) {
        std::string input(bytes);
        std::string output(4 * input.size() + 16, '\0'); // No character of one byte has more than four in UTF-8.
        char* next = input.data();
        char* end = output.data();
        std::size_t left = input.size();
        std::size_t room = output.size();
        constexpr auto failed = static_cast<std::size_t>(-1);
        // The second call writes a last letter that a mark could have followed (cp1258, cp1255).
        if (::iconv(handle_, &next, &left, &end, &room) == failed ||
            ::iconv(handle_, nullptr, nullptr, &end, &room) == failed) {
            if (errno != EILSEQ && errno != EINVAL) {
                throw system_error("cannot decode a text");
            }
            output.resize(output.size() - room);
            throw with_hint(
                UsageError("{}: this is not {}", std::count(output.begin(), output.end(), '\n') + 1, from),
                "Give --encoding NAME with the encoding of the file, or save it as UTF-8 (a spreadsheet offers \"CSV "
                "UTF-8\")");
        }
        output.resize(output.size() - room);
        return output;
    }

private:
    [[nodiscard]] bool is_open() const {
        return handle_ != reinterpret_cast<::iconv_t>(-1); // NOLINT(performance-no-int-to-ptr)
    }

    ::iconv_t handle_;
};

/// A letter beyond ASCII in cp1251, and nearly all of those in cp1252.
bool is_high_letter(unsigned char c) {
    return c >= 0xC0 || std::string_view("\xA8\xB8\xB2\xB3\xAF\xBF\xAA\xBA\xA5\xB4").find(static_cast<char>(c)) !=
                            std::string_view::npos;
}

bool is_ascii_letter(unsigned char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool looks_cyrillic(std::string_view bytes) {
    std::size_t cyrillic_words = 0;
    std::size_t mixed_words = 0;
    std::size_t high = 0;
    std::size_t ascii = 0;
    const auto end_word = [&] {
        cyrillic_words += high > 1 && ascii == 0 ? 1U : 0U;
        mixed_words += high > 0 && ascii > 0 ? 1U : 0U;
        high = ascii = 0;
    };
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_high_letter(byte)) {
            ++high;
        } else if (is_ascii_letter(byte)) {
            ++ascii;
        } else {
            end_word();
        }
    }
    end_word();
    return cyrillic_words > mixed_words;
}

std::string encoding_of(std::string_view bytes) {
    if (bytes.substr(0, 2) == "\xFF\xFE" || bytes.substr(0, 2) == "\xFE\xFF") {
        return "UTF-16";
    }
    if (bytes.substr(0, utf8_mark.size()) == utf8_mark || is_utf8(bytes)) {
        return "UTF-8";
    }
    return looks_cyrillic(bytes) ? "cp1251" : "cp1252";
}

} // namespace

void require_encoding(const std::string& encoding) {
    // Only names: iconv also takes options after a "/".
    static const Pattern name("[A-Za-z0-9][A-Za-z0-9_.:+-]{0,39}");
    if (!encoding.empty() && !name.match(encoding)) {
        refuse(encoding);
    }
    if (!encoding.empty()) {
        const Converter known(encoding);
    }
}

DecodedText decode_text(std::string_view bytes, const std::string& encoding) {
    require_encoding(encoding);
    DecodedText decoded;
    decoded.encoding = encoding.empty() ? encoding_of(bytes) : encoding;
    decoded.text = Converter(decoded.encoding).convert(bytes, decoded.encoding);
    if (decoded.text.rfind(utf8_mark, 0) == 0) {
        decoded.text.erase(0, utf8_mark.size());
    }
    decoded.text = to_nfc(decoded.text);
    return decoded;
}

} // namespace crocum
