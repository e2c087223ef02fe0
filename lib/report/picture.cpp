#include "lib/report/picture.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/pattern.hpp"
#include "lib/base/text.hpp"

#include <map>

namespace crocum {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t largest_picture = std::size_t{8} << 20U;

/// "my%20picture.png?raw=true" names the file "my picture.png".
std::string file_name_of(const std::string& address) {
    static const Pattern escape("^%([0-9A-Fa-f]{2})");
    constexpr int hexadecimal = 16;
    std::string name;
    for (std::size_t i = 0; i < address.size() && address[i] != '?' && address[i] != '#'; ++i) {
        if (const auto match = escape.match(address.substr(i, 3))) {
            name += static_cast<char>(std::stoi(match->groups[1], nullptr, hexadecimal));
            i += 2;
        } else {
            name += address[i];
        }
    }
    return name;
}

std::string kind_of(const fs::path& file, const std::string& address) {
    static const std::map<std::string, std::string> kinds{
        {".png", "png"}, {".jpg", "jpeg"}, {".jpeg", "jpeg"}, {".gif", "gif"}, {".svg", "svg+xml"}, {".webp", "webp"}};
    const auto kind = kinds.find(file.extension().string());
    if (kind == kinds.end()) {
        throw UsageError("{} is no picture that a page can show: png, jpg, gif, svg or webp", sanitize_line(address));
    }
    return kind->second;
}

} // namespace

std::string embedded_picture(const fs::path& folder, const std::string& address) {
    static const Pattern elsewhere("^([A-Za-z][A-Za-z0-9+.-]*:|//)");
    if (elsewhere.search(address)) {
        return address;
    }
    std::error_code missing;
    const auto file = fs::canonical(folder / file_name_of(address), missing);
    if (missing || !fs::is_regular_file(file)) {
        throw UsageError("there is no picture {} in {}", sanitize_line(address), folder.string());
    }
    if (const auto inside = file.lexically_relative(folder); inside.empty() || *inside.begin() == "..") {
        throw UsageError("the picture {} is outside of {}", sanitize_line(address), folder.string());
    }
    const auto kind = kind_of(file, address);
    return fmt::format("data:image/{};base64,{}", kind, base64(read_file(file, largest_picture)));
}

} // namespace crocum
