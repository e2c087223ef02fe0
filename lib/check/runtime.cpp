#include "lib/check/runtime.hpp"

#include "lib/base/digest.hpp"

// From runtime_zip.S, which the build creates.
extern "C" const char crocum_runtime_zip_begin[];
extern "C" const char crocum_runtime_zip_end[];

namespace crocum {

std::string_view runtime_zip() {
    return {crocum_runtime_zip_begin, static_cast<std::size_t>(crocum_runtime_zip_end - crocum_runtime_zip_begin)};
}

const std::string& runtime_digest() {
    static const std::string digest = sha256(runtime_zip());
    return digest;
}

} // namespace crocum
