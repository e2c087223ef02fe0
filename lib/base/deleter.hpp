#pragma once

namespace crocum {

/// unique_ptr deleter for a C library's free function; adds no size: `unique_ptr<FILE, Deleter<&std::fclose>>`.
template <auto release>
struct Deleter {
    template <typename T>
    void operator()(T* object) const noexcept {
        release(object);
    }
};

} // namespace crocum
