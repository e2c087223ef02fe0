#include "lib/base/parallel.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <stdexcept>
#include <thread>

using namespace crocum;

TEST_CASE("parallel: what tasks post runs on the caller's thread, all of it", "[parallel]") {
    const auto caller = std::this_thread::get_id();
    int sum = 0;
    bool elsewhere = false;
    std::vector<std::function<void(const Post&)>> tasks;
    for (int i = 1; i <= 8; ++i) {
        tasks.emplace_back([&, i](const Post& post) {
            for (int n = 0; n < 100; ++n) {
                post([&, i] {
                    sum += i;
                    elsewhere = elsewhere || std::this_thread::get_id() != caller;
                });
            }
        });
    }
    run_parallel(tasks);
    CHECK(sum == 3600);
    CHECK_FALSE(elsewhere);
    run_parallel({});
}

TEST_CASE("parallel: the variables of a task live as long as its posted closures", "[parallel]") {
    std::string seen;
    std::vector<std::function<void(const Post&)>> tasks;
    tasks.emplace_back([&, text = std::string(100, 'x')](const Post& post) {
        post([] { std::this_thread::sleep_for(std::chrono::milliseconds(50)); });
        post([&] { seen = text; });
    });
    run_parallel(tasks);
    CHECK(seen == std::string(100, 'x'));
}

TEST_CASE("parallel: one task's exception waits for the others", "[parallel]") {
    std::atomic<bool> other = false;
    CHECK_THROWS_WITH(
        run_parallel(
            {[](const Post&) { throw std::runtime_error("first"); },
             [&](const Post&) {
                 std::this_thread::sleep_for(std::chrono::milliseconds(100));
                 other = true;
             }}),
        "first");
    CHECK(other);
}
