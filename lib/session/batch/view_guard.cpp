#include "lib/session/batch/view_guard.hpp"

namespace crocum {

namespace {

template <typename Call>
void run_guarded(std::exception_ptr& failure, Call call) {
    if (failure) {
        return;
    }
    try {
        call();
    } catch (...) {
        failure = std::current_exception();
    }
}

void rethrow_if_any(const std::exception_ptr& failure) {
    if (failure) {
        std::rethrow_exception(failure);
    }
}

} // namespace

template <typename Call>
void ViewGuard::guarded(Call call) {
    run_guarded(failure_, call);
}

void ViewGuard::began(const Target& target) {
    guarded([&] { view_.began(target); });
}

void ViewGuard::doing(const Target& target, const std::string& what) {
    guarded([&] { view_.doing(target, what); });
}

void ViewGuard::detail(const Target& target, const std::string& text) {
    guarded([&] { view_.detail(target, text); });
}

void ViewGuard::note(const Target& target, const std::string& text) {
    guarded([&] { view_.note(target, text); });
}

void ViewGuard::finished(const BatchRow& row, bool for_good) {
    guarded([&] { view_.finished(row, for_good); });
}

void ViewGuard::tick() {
    guarded([&] { view_.tick(); });
}

void ViewGuard::rethrow() const {
    rethrow_if_any(failure_);
}

template <typename Call>
void ObserverGuard::guarded(Call call) {
    run_guarded(failure_, call);
}

void ObserverGuard::step(const std::string& text) {
    guarded([&] { observer_.step(text); });
}

void ObserverGuard::detail(const std::string& text) {
    guarded([&] { observer_.detail(text); });
}

void ObserverGuard::note(const std::string& text) {
    guarded([&] { observer_.note(text); });
}

void ObserverGuard::machine(const std::string& name, const std::string& state, double seconds) {
    guarded([&] { observer_.machine(name, state, seconds); });
}

void ObserverGuard::checking(const std::string& name, std::size_t checks) {
    guarded([&] { observer_.checking(name, checks); });
}

void ObserverGuard::tick() {
    guarded([&] { observer_.tick(); });
}

void ObserverGuard::finished(const CheckResult& result) {
    guarded([&] { observer_.finished(result); });
}

void ObserverGuard::rethrow() const {
    rethrow_if_any(failure_);
}

} // namespace crocum
