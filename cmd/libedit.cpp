#include "cmd/libedit.hpp"

#include "lib/base/shared_library.hpp"

#include <optional>

namespace crocum {

namespace {

std::optional<LibeditApi> load_libedit() {
    const SharedLibrary library("libedit.so.2");
    if (!library.is_loaded()) {
        return std::nullopt;
    }
    LibeditApi api;
    bool complete = true;
#define X(name) complete = library.find(#name, api.name) && complete;
    CROCUM_LIBEDIT_FUNCTIONS(X)
#undef X
    return complete ? std::optional(api) : std::nullopt;
}

} // namespace

const LibeditApi* libedit_api() {
    static const auto api = load_libedit();
    return api ? &*api : nullptr;
}

} // namespace crocum
