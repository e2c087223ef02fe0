#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crocum {

/// What a terminal can show: colours, or none, and its width.
struct Style {
    bool color = false;
    std::size_t columns = 0; ///< 0: no terminal, so no limit

    [[nodiscard]] std::string green(std::string_view text) const { return paint("32", text); }

    [[nodiscard]] std::string red(std::string_view text) const { return paint("31", text); }

    [[nodiscard]] std::string yellow(std::string_view text) const { return paint("33", text); }

    [[nodiscard]] std::string bold(std::string_view text) const { return paint("1", text); }

    [[nodiscard]] std::string cyan(std::string_view text) const { return paint("36", text); }

    [[nodiscard]] std::string underlined(std::string_view text) const { return paint("4", text); }

    [[nodiscard]] std::string dim(std::string_view text) const { return paint("2", text); }

private:
    [[nodiscard]] std::string paint(std::string_view code, std::string_view text) const {
        return color ? "\x1B[" + std::string(code) + "m" + std::string(text) + "\x1B[0m" : std::string(text);
    }
};

} // namespace crocum
