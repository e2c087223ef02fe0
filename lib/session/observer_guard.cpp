#include "lib/session/observer_guard.hpp"

namespace crocum {

template <typename Call>
void ObserverGuard::guarded(Call call) {
    if (failure_) {
        return;
    }
    try {
        call();
    } catch (...) {
        failure_ = std::current_exception();
    }
}

void ObserverGuard::on(const Event& event) {
    guarded([&] { observer_.on(event); });
}

void ObserverGuard::tick() {
    guarded([&] { observer_.tick(); });
}

void ObserverGuard::rethrow() const {
    if (failure_) {
        std::rethrow_exception(failure_);
    }
}

} // namespace crocum
