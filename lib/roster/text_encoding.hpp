#pragma once

#include <string>
#include <string_view>

namespace crocum {

/// A file as text.
struct DecodedText {
    std::string text;     ///< UTF-8 in normal form C, without a byte order mark
    std::string encoding; ///< as which it was read: "UTF-8", "cp1251"
};

/// Throws UsageError when iconv does not know the encoding. Empty is known.
void require_encoding(const std::string& encoding);

/// Reads the bytes of a file in `encoding`, a name that iconv knows. When it is empty, the bytes decide:
///
/// 1. A byte order mark names UTF-8 or UTF-16.
/// 2. Valid UTF-8 is UTF-8.
/// 3. Otherwise it is a Windows code page: cp1251 when more words consist of letters beyond ASCII alone, as in Cyrillic
///    names, than mix these with ASCII letters, as Western names do; else cp1252.
///
/// Throws UsageError that begins with the line for bytes that have no meaning in the encoding, and one as
/// require_encoding() does.
[[nodiscard]] DecodedText decode_text(std::string_view bytes, const std::string& encoding = "");

} // namespace crocum
