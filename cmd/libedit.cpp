#include "cmd/libedit.hpp"

#include <dlfcn.h>

#include <optional>

namespace crocum {

namespace {

template <typename Function>
bool find_function(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(::dlsym(library, name));
    return function != nullptr;
}

std::optional<LibeditApi> load_libedit() {
    void* library = ::dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        return std::nullopt;
    }
    LibeditApi api;
    bool complete = true;
#define X(name) complete = find_function(library, #name, api.name) && complete;
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
