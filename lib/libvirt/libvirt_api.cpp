#include "lib/libvirt/libvirt_api.hpp"

#include "lib/base/error.hpp"
#include "lib/base/shared_library.hpp"

#include <thread>

namespace crocum {

namespace {

SharedLibrary open_library(const char* name) {
    SharedLibrary library(name);
    if (!library.is_loaded()) {
        throw with_hint(
            UnreachableError("cannot load libvirt: {}", library.error()), "Install it: apt-get install libvirt0");
    }
    return library;
}

template <typename Function>
void bind(const SharedLibrary& library, const char* name, Function& function) {
    if (!library.find(name, function)) {
        throw UnreachableError("this libvirt is too old: it does not have {}", name);
    }
}

LibvirtApi load() {
    LibvirtApi api;
    const auto core = open_library("libvirt.so.0");
#define X(name) bind(core, #name, api.name);
    CROCUM_LIBVIRT_FUNCTIONS(X)
#undef X
    bind(open_library("libvirt-qemu.so.0"), "virDomainQemuAgentCommand", api.virDomainQemuAgentCommand);

    // Without an error function libvirt prints errors to stderr.
    api.virSetErrorFunc(nullptr, [](void*, virErrorPtr) {});
    if (api.virInitialize() != 0 || api.virEventRegisterDefaultImpl() != 0) {
        throw UnreachableError("libvirt could not be initialised");
    }
    // It runs until the process ends: libvirt's event loop cannot be stopped from outside.
    std::thread([run = api.virEventRunDefaultImpl, last = api.virGetLastError] {
        event_loop().run(run, [last] {
            const auto* error = last();
            return error == nullptr || error->message == nullptr ? "libvirt gives no reason" : error->message;
        });
    }).detach();
    return api;
}

} // namespace

void EventLoop::run(const std::function<int()>& step, const std::function<std::string()>& reason) {
    while (step() == 0) {
    }
    auto text = reason();
    const std::lock_guard guard(mutex_);
    end_ = std::move(text);
}

std::optional<std::string> EventLoop::end() const {
    const std::lock_guard guard(mutex_);
    return end_;
}

EventLoop& event_loop() {
    // Never destroyed: its thread runs until the process ends.
    static auto& loop = *new EventLoop;
    return loop;
}

void require_running(const EventLoop& loop) {
    if (const auto end = loop.end()) {
        throw with_hint(
            UnreachableError("libvirt's event loop has ended ({}): connections to libvirt are lost", *end),
            "Run the command again: a new process has a new event loop");
    }
}

const LibvirtApi& libvirt_api() {
    static LibvirtApi api = load();
    return api;
}

} // namespace crocum
