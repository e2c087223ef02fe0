#include "cmd/editor_terminal.hpp"
#include "cmd/keys.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace crocum;

namespace {

const std::vector<wchar_t> control_keys{
    key::line_begin, key::left,       key::end_or_delete, key::line_end,     key::right,    key::cancel,
    key::backspace,  key::tab,        key::enter,         key::cut_to_end,   key::clear,    key::down,
    key::up,         key::search,     key::swap,          key::cut_to_begin, key::cut_word, key::paste,
    key::word_left,  key::word_right, key::cut_next_word, key::erase};

std::wstring keys_of(std::string_view bytes) {
    const auto locale = utf8_locale();
    const LocaleScope scope(locale.get());
    KeyDecoder decoder;
    std::wstring keys;
    for (const char byte : bytes) {
        if (const auto typed = decoder.next(static_cast<unsigned char>(byte))) {
            keys += *typed;
        }
    }
    return keys;
}

} // namespace

TEST_CASE("keys: the escape sequences of terminals are the control keys that do the same", "[keys]") {
    CHECK(keys_of("\x1B[A\x1BOA\x10") == std::wstring(3, key::up));
    CHECK(keys_of("\x1B[B\x1BOB\x0E") == std::wstring(3, key::down));
    CHECK(keys_of("\x1B[H\x1BOH\x1B[1~\x1B[7~\x01") == std::wstring(5, key::line_begin));
    CHECK(keys_of("\x1B[F\x1BOF\x1B[4~\x1B[8~\x05") == std::wstring(5, key::line_end));
    CHECK(keys_of("\x1B[3~") == std::wstring(1, key::erase));
    CHECK(
        keys_of("\x1B[1;5D\x1B[1;3D\x1B"
                "b") == std::wstring(3, key::word_left));
    CHECK(
        keys_of("\x1B[1;5C\x1B"
                "f") == std::wstring(2, key::word_right));
    CHECK(keys_of("\x7F\x08") == std::wstring(2, key::backspace));
    CHECK(keys_of("\x1B\x7F\x17") == std::wstring(2, key::cut_word));
    CHECK(keys_of("\r\n") == std::wstring(2, key::enter));
}

TEST_CASE("keys: characters are UTF-8, and what is none is dropped", "[keys]") {
    CHECK(keys_of("z\xC3\xB6\xE2\x82\xAC\xE6\xBC\xA2") == L"z\u00F6\u20AC\u6F22");
    CHECK(keys_of("a\xC3z") == L"az");             // cut short
    CHECK(keys_of("a\xC3\x7Fz") == L"a\x08z");     // cut short by a key
    CHECK(keys_of("a\xFF\xC0\xAF\x80z") == L"az"); // no UTF-8
    CHECK(
        keys_of("a\xC2\x9B"
                "2Jz") == L"a2Jz");      // a control character of eight bits
    CHECK(keys_of("e\xCC\x81") == L"e"); // takes no column
}

TEST_CASE("keys: sequences and control characters that are no keys are dropped", "[keys]") {
    CHECK(keys_of("a\x1B[200~b\x1B[201~\x1B[38;5;1m\x1B[?25lc") == L"abc");
    CHECK(keys_of("a\x1Bx\x1Bv\x1B:b") == L"ab"); // libedit's own commands
    CHECK(
        keys_of(std::string_view(
            "a\0\x16\x18\x1C\x1F"
            "b",
            7)) == L"ab");
    CHECK(
        keys_of("\x1B"
                "9\x1B"
                "9a") == L"a"); // no repetition
    CHECK(keys_of("a\x1B\rb\x1B[1\rc") == L"a\nb\nc");
    CHECK(keys_of("\x1B[" + std::string(100000, '1') + "~x") == L"x");
}

TEST_CASE("keys: of any bytes, only known keys and printable characters come out", "[keys]") {
    const auto locale = utf8_locale();
    const LocaleScope scope(locale.get());
    std::mt19937 random(1); // the same bytes each time
    KeyDecoder decoder;
    std::size_t others = 0;
    for (int i = 0; i < 500000; ++i) {
        const auto typed = decoder.next(static_cast<unsigned char>(random() & (i % 2 == 0 ? 0xFFU : 0x5FU)));
        const bool known = !typed || is_printable(*typed) ||
                           std::find(control_keys.begin(), control_keys.end(), *typed) != control_keys.end();
        others += known ? 0 : 1;
    }
    CHECK(others == 0);
}
