#include "lib/libvirt/libvirt_api.hpp"

#include "lib/base/error.hpp"

#include <dlfcn.h>

#include <thread>

namespace crocum {

namespace {

void* open_library(const char* name) {
    void* library = ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        throw with_hint(
            UnreachableError("cannot load libvirt: {}", ::dlerror()), "Install it: apt-get install libvirt0");
    }
    return library;
}

template <typename Function>
void bind(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(::dlsym(library, name));
    if (function == nullptr) {
        throw UnreachableError("this libvirt is too old: it has no {}", name);
    }
}

LibvirtApi load() {
    LibvirtApi api;
    void* core = open_library("libvirt.so.0");
#define X(name) bind(core, #name, api.name);
    CROCUM_LIBVIRT_FUNCTIONS(X)
#undef X
    bind(open_library("libvirt-qemu.so.0"), "virDomainQemuAgentCommand", api.virDomainQemuAgentCommand);

    // libvirt prints errors to stderr unless somebody else takes them.
    api.virSetErrorFunc(nullptr, [](void*, virErrorPtr) {});
    if (api.virInitialize() != 0 || api.virEventRegisterDefaultImpl() != 0) {
        throw UnreachableError("libvirt could not be initialised");
    }
    // Lives as long as the process: the event loop has no way to be stopped from outside.
    std::thread([run = api.virEventRunDefaultImpl] {
        while (run() == 0) {
        }
    }).detach();
    return api;
}

} // namespace

const LibvirtApi& libvirt_api() {
    static const LibvirtApi api = load();
    return api;
}

} // namespace crocum
