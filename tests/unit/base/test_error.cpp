#include "lib/base/error.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

/// What a layer above sees of `cause` once it has added its context.
template <typename E>
std::exception_ptr wrapped(const E& cause) {
    try {
        in_context("outer", [&] { throw cause; });
    } catch (...) {
        return std::current_exception();
    }
    return nullptr;
}

template <typename Inspect>
void inspect(const std::exception_ptr& error, const Inspect& with) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& caught) {
        with(caught);
    }
}

} // namespace

TEST_CASE("error: a chain reads from the outside in", "[error]") {
    inspect(wrapped(Error("no {}", "disk")), [](const std::exception& error) {
        CHECK(error_chain(error) == std::vector<std::string>{"outer", "no disk"});
    });
}

TEST_CASE("error: the exit code is that of the first cause that knows one", "[error]") {
    inspect(wrapped(Error("x")), [](const auto& error) { CHECK(error_exit(error) == Exit::failed); });
    inspect(wrapped(UsageError("x")), [](const auto& error) { CHECK(error_exit(error) == Exit::usage); });
    inspect(wrapped(UnreachableError("x")), [](const auto& error) { CHECK(error_exit(error) == Exit::ungraded); });
    inspect(wrapped(LockedError("x")), [](const auto& error) { CHECK(error_exit(error) == Exit::locked); });
    inspect(wrapped(LeftoverError("x")), [](const auto& error) { CHECK(error_exit(error) == Exit::leftovers); });
    CHECK(error_exit(std::runtime_error("x")) == Exit::failed);
}

TEST_CASE("error: a hint survives the layers, and its error keeps its type", "[error]") {
    inspect(wrapped(with_hint(LockedError("x"), "wait")), [](const std::exception& error) {
        CHECK(error_hint(error) == "wait");
        CHECK(error_exit(error) == Exit::locked);
    });
}

TEST_CASE("error: an interruption passes through contexts unchanged", "[error]") {
    CHECK_THROWS_AS(in_context("outer", [] { throw Interrupted(2); }), Interrupted);
}
