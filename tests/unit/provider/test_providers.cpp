#include "lib/provider/providers.hpp"
#include "tests/unit/session/fake_provider.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace crocum;

namespace {

/// A connection that a test can lose.
class LosableProvider : public FakeProvider {
public:
    LosableProvider(const std::shared_ptr<FakeHost>& host, const std::string& uri, std::atomic<int>& open)
        : FakeProvider(host, uri), open_(open) {
        ++open_;
    }

    LosableProvider(const LosableProvider&) = delete;
    LosableProvider& operator=(const LosableProvider&) = delete;

    ~LosableProvider() override { --open_; }

    [[nodiscard]] int most_users() const override { return 2; }

    [[nodiscard]] bool alive() const override { return !lost; }

    mutable std::atomic<bool> lost = false;

private:
    std::atomic<int>& open_;
};

struct Setting {
    std::shared_ptr<FakeHost> host = std::make_shared<FakeHost>();
    std::atomic<int> open = 0;   ///< connections that are open now
    std::atomic<int> opened = 0; ///< in all
    std::function<void(const std::string&)> before = [](auto&&) {};
    Providers providers{[this](const std::string& uri) -> std::unique_ptr<const Provider> {
        before(uri);
        auto fresh = std::make_unique<const LosableProvider>(host, uri, open);
        ++opened;
        return fresh;
    }};
};

void lose(const std::shared_ptr<const Provider>& connection) {
    dynamic_cast<const LosableProvider&>(*connection).lost = true;
}

} // namespace

TEST_CASE("providers: a connection has so many places, and another is opened when they are taken", "[providers]") {
    Setting setting;
    auto first = setting.providers.at("fake:///one");
    const auto second = setting.providers.at("fake:///one");
    CHECK(first == second);
    const auto third = setting.providers.at("fake:///one");
    CHECK(third != first);
    CHECK(setting.opened == 2);
    const auto* left = first.get();
    first.reset();
    const auto fourth = setting.providers.at("fake:///one");
    CHECK(fourth.get() == left);
    CHECK(setting.opened == 2);
}

TEST_CASE("providers: a place is free when the last copy of its connection is gone", "[providers]") {
    Setting setting;
    auto first = setting.providers.at("fake:///one");
    auto copy = first;
    const auto second = setting.providers.at("fake:///one");
    first.reset();
    CHECK(setting.providers.at("fake:///one") != second);
    copy.reset();
    CHECK(setting.providers.at("fake:///one") == second);
}

TEST_CASE("providers: a connection is to one URI, and stays open for the next user", "[providers]") {
    Setting setting;
    CHECK(setting.providers.at("fake:///one")->uri() == "fake:///one");
    CHECK(setting.providers.at("fake:///two")->uri() == "fake:///two");
    CHECK(setting.providers.at("fake:///one")->uri() == "fake:///one");
    CHECK(setting.opened == 2);
    CHECK(setting.open == 2);
}

TEST_CASE("providers: a connection that was lost is given to no new user and closed after its last", "[providers]") {
    Setting setting;
    auto first = setting.providers.at("fake:///one");
    lose(first);
    const auto second = setting.providers.at("fake:///one");
    CHECK(second != first);
    CHECK(second->alive());
    // The first user goes on with its own: what it calls says that the connection is lost.
    CHECK(setting.open == 2);
    CHECK(first->uri() == "fake:///one");
    first.reset();
    CHECK(setting.providers.at("fake:///one") == second);
    CHECK(setting.open == 1);
    CHECK(setting.opened == 2);
}

TEST_CASE("providers: one that cannot be opened is tried again by the next user", "[providers]") {
    Setting setting;
    setting.host->reachable = false;
    CHECK_THROWS_AS(setting.providers.at("fake:///one"), UnreachableError);
    CHECK_THROWS_AS(setting.providers.at("fake:///one"), UnreachableError);
    setting.host->reachable = true;
    CHECK_NOTHROW(setting.providers.at("fake:///one"));
    CHECK(setting.opened == 1);
}

TEST_CASE("providers: a provider that does not answer delays no user of another", "[providers]") {
    Setting setting;
    std::mutex mutex;
    std::condition_variable changed;
    bool opening = false;
    bool answers = false;
    setting.before = [&](const std::string& uri) {
        if (uri == "fake:///slow") {
            std::unique_lock lock(mutex);
            opening = true;
            changed.notify_all();
            changed.wait(lock, [&] { return answers; });
        }
    };
    auto held = setting.providers.at("fake:///one");
    std::string slow;
    std::thread user([&] { slow = setting.providers.at("fake:///slow")->uri(); });
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return opening; });
    }
    // Takes a place, opens a connection, and gives a place back while the slow one is being opened.
    CHECK(setting.providers.at("fake:///one") == held);
    CHECK(setting.providers.at("fake:///two")->uri() == "fake:///two");
    held.reset();
    CHECK(slow.empty());
    {
        const std::lock_guard lock(mutex);
        answers = true;
    }
    changed.notify_all();
    user.join();
    CHECK(slow == "fake:///slow");
}

TEST_CASE("providers: threads never share a place", "[providers]") {
    Setting setting;
    std::mutex mutex;
    std::map<const Provider*, int> users;
    int most = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 200; ++round) {
                const auto connection = setting.providers.at("fake:///one");
                {
                    const std::lock_guard lock(mutex);
                    most = std::max(most, ++users[connection.get()]);
                }
                if (round % 50 == 0) {
                    lose(connection);
                }
                const std::lock_guard lock(mutex);
                --users[connection.get()];
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    CHECK(most <= 2);
    CHECK(setting.open <= 8);
}
