#include "lib/libvirt/qcow2.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace crocum {

namespace {

constexpr std::string_view magic{"QFI\xfb", 4};
constexpr std::uint64_t longest_name = 1023; ///< by the format's own rule

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char byte : bytes) {
        value = value << 8U | static_cast<unsigned char>(byte);
    }
    return value;
}

} // namespace

std::string qcow2_backing(const std::string& path) {
    // Not a device or a pipe, which could hold up whoever opens it.
    if (std::error_code unseen; !std::filesystem::is_regular_file(path, unseen)) {
        return "";
    }
    std::ifstream file(path, std::ios::binary);
    std::array<char, 20> header{};
    if (!file.read(header.data(), header.size())) {
        return "";
    }
    const std::string_view bytes(header.data(), header.size());
    const auto offset = big_endian(bytes.substr(8, 8));
    const auto size = big_endian(bytes.substr(16, 4));
    if (bytes.substr(0, 4) != magic || offset == 0 || size == 0 || size > longest_name) {
        return "";
    }
    std::string name(size, '\0');
    file.seekg(static_cast<std::streamoff>(offset));
    if (!file.read(name.data(), static_cast<std::streamsize>(size))) {
        return "";
    }
    return (std::filesystem::path(path).parent_path() / name).lexically_normal().string();
}

} // namespace crocum
