#pragma once

#include <dlfcn.h>

#include <string>

namespace crocum {

/// A shared library that is loaded only when it is needed, so that start-up is fast and hosts without it can use the
/// rest. It stays loaded until the process ends.
class SharedLibrary {
public:
    explicit SharedLibrary(const char* name) : handle_(::dlopen(name, RTLD_NOW | RTLD_LOCAL)) {
        if (handle_ == nullptr) {
            error_ = ::dlerror();
        }
    }

    [[nodiscard]] bool is_loaded() const { return handle_ != nullptr; }

    /// Why it was not loaded.
    [[nodiscard]] const std::string& error() const { return error_; }

    /// Sets `function` to the function of this name. Returns false when the library does not have it.
    template <typename Function>
    [[nodiscard]] bool find(const char* name, Function*& function) const {
        function = reinterpret_cast<Function*>(::dlsym(handle_, name));
        return function != nullptr;
    }

private:
    void* handle_;
    std::string error_;
};

} // namespace crocum
