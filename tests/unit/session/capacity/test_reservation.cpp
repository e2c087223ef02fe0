#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"
#include "lib/session/capacity/reservation.hpp"
#include "lib/session/capacity/reservation_files.hpp"
#include "tests/unit/session/fake_clock.hpp"
#include "tests/unit/session/fake_provider.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

using namespace crocum;
using Catch::Contains;

namespace {

constexpr std::uint64_t gib = std::uint64_t{1} << 30U;

/// A host of 64 GiB, of which 57.6 may be given away, with a pool of 100 GiB, of which 95 may.
struct Setting {
    TemporaryFolder folder;
    std::shared_ptr<FakeHost> host = std::make_shared<FakeHost>();
    Config config;
    std::unique_ptr<FakeProvider> provider;

    Setting() {
        config.state = folder.path() / "state";
        config.domain_type = "kvm";
        host->pools["default"] = {100 * gib, 100 * gib};
        provider = std::make_unique<FakeProvider>(host, "fake:///one");
    }

    [[nodiscard]] Reservation take(const Demand& demand) const { return reserve(config, *provider, demand); }

    [[nodiscard]] std::filesystem::path files() const { return config.state / "locks" / "reservations"; }
};

const Demand most_memory{35 * gib, 1, {}}; // 60 %
const Demand most_disk{gib, 1, {{"default", 60 * gib}}};

/// A process that reserves once `go` is closed, reports on `answers` whether it got the reservation, and keeps it until
/// `done` is closed.
pid_t reserving_process(const Setting& setting, const Demand& demand, const int* go, int answers, const int* done) {
    const pid_t child = ::fork();
    if (child != 0) {
        return child;
    }
    ::close(go[1]);
    ::close(done[1]);
    char byte = 0;
    [[maybe_unused]] auto none = ::read(go[0], &byte, 1);
    char answer = 'e';
    std::optional<Reservation> reservation;
    try {
        reservation.emplace(setting.take(demand));
        answer = 'y';
    } catch (const WaitingError&) {
        answer = 'w';
    } catch (...) {
    }
    none = ::write(answers, &answer, 1);
    none = ::read(done[0], &byte, 1);
    reservation.reset();
    ::_exit(0);
}

struct Pipe {
    int ends[2] = {-1, -1};

    Pipe() { REQUIRE(::pipe2(ends, O_CLOEXEC) == 0); }

    ~Pipe() {
        for (const int end : ends) {
            ::close(end);
        }
    }

    void close_writer() {
        ::close(ends[1]);
        ends[1] = -1;
    }

    [[nodiscard]] char read() const {
        char byte = 0;
        return ::read(ends[0], &byte, 1) == 1 ? byte : '-';
    }
};

} // namespace

TEST_CASE("reservation: of two processes that want 60 % each, one gets it", "[reservation]") {
    const auto demand = GENERATE(most_memory, most_disk);
    constexpr int rounds = 5;
    for (int round = 0; round < rounds; ++round) {
        const Setting setting;
        Pipe go;
        Pipe done;
        const Pipe answers;
        std::vector<pid_t> children;
        for (int i = 0; i < 2; ++i) {
            children.push_back(reserving_process(setting, demand, go.ends, answers.ends[1], done.ends));
        }
        go.close_writer();
        std::string both{answers.read(), answers.read()};
        std::sort(both.begin(), both.end());
        CHECK(both == "wy");
        done.close_writer();
        for (const auto child : children) {
            ::waitpid(child, nullptr, 0);
        }
        CHECK_NOTHROW(setting.take(demand));
    }
}

TEST_CASE("reservation: one of a process that is killed ends", "[reservation]") {
    const Setting setting;
    Pipe go;
    const Pipe done;
    const Pipe answers;
    const auto child = reserving_process(setting, most_memory, go.ends, answers.ends[1], done.ends);
    go.close_writer();
    REQUIRE(answers.read() == 'y');
    CHECK_THROWS_AS(setting.take(most_memory), WaitingError);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    CHECK_NOTHROW(setting.take(most_memory));
}

TEST_CASE("reservation: one of several threads gets it", "[reservation]") {
    const Setting setting;
    std::atomic<int> got = 0;
    std::atomic<int> waiting = 0;
    std::atomic<int> tried = 0;
    constexpr int count = 8;
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
        threads.emplace_back([&] {
            std::optional<Reservation> reservation;
            try {
                reservation.emplace(setting.take(most_memory));
                ++got;
            } catch (const WaitingError&) {
                ++waiting;
            } catch (...) {
            }
            ++tried;
            while (tried < count) {
                std::this_thread::yield();
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    CHECK(got == 1);
    CHECK(waiting == count - 1);
}

TEST_CASE("reservation: it lasts as long as its object", "[reservation]") {
    const Setting setting;
    {
        const auto first = setting.take(most_memory);
        const auto moved = [](Reservation one) { return one; }(setting.take({gib, 1, {}}));
        CHECK_THROWS_WITH(setting.take(most_memory), Contains("21862 MiB are available of this host"));
    }
    CHECK_NOTHROW(setting.take(most_memory));
}

TEST_CASE("reservation: a child that has the descriptor does not prolong it", "[reservation]") {
    const Setting setting;
    std::optional<Reservation> first(setting.take(most_memory));
    const Pipe done;
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(done.ends[1]);
        static_cast<void>(done.read());
        ::_exit(0);
    }
    first.reset();
    CHECK_NOTHROW(setting.take(most_memory));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
}

TEST_CASE("reservation: memory_limit includes reserved memory", "[reservation]") {
    Setting setting;
    constexpr std::uint64_t limit = 10240;
    setting.config.memory_limit = limit;
    const auto first = setting.take({6 * gib, 1, {}});
    CHECK_THROWS_WITH(setting.take({4 * gib, 1, {}}), Contains("3968 MiB are available of memory_limit (10240 MiB)"));
    CHECK_NOTHROW(setting.take({3 * gib, 1, {}}));
    CHECK_THROWS_WITH(setting.take({11 * gib, 1, {}}), Contains("more than this host may give machines at all"));
    setting.host->machines["other"].memory = 3 * gib;
    CHECK_THROWS_AS(setting.take({gib, 1, {}}), WaitingError);
}

TEST_CASE("reservation: providers, pools and state directories are separate", "[reservation]") {
    Setting setting;
    setting.host->pools["fast"] = {100 * gib, 100 * gib};
    const auto first = setting.take({35 * gib, 1, {{"default", 60 * gib}}});
    CHECK_NOTHROW(setting.take({gib, 1, {{"fast", 60 * gib}}}));
    CHECK_NOTHROW(setting.take({gib, 1, {{"created by the plan", 60 * gib}}}));
    CHECK_THROWS_WITH(
        setting.take(most_disk), Contains("61440 MiB needed in pool default, but 35840 MiB are available"));
    const FakeProvider other(setting.host, "fake:///two");
    CHECK_NOTHROW(reserve(setting.config, other, {35 * gib, 1, {{"default", 60 * gib}}}));
    setting.config.state = setting.folder.path() / "another";
    CHECK_NOTHROW(setting.take(most_memory));
}

TEST_CASE("reservation: a refused demand and require_capacity reserve nothing", "[reservation]") {
    const Setting setting;
    CHECK_THROWS_AS(setting.take({gib, 1, {{"default", 96 * gib}}}), WaitingError);
    require_capacity(setting.config, *setting.provider, most_memory);
    CHECK(entries_of(setting.files()) == std::vector<std::string>{"lock"});
    const auto first = setting.take(most_memory);
    CHECK_THROWS_AS(require_capacity(setting.config, *setting.provider, most_memory), WaitingError);
}

TEST_CASE("reservation: no lock is held while the provider is asked", "[reservation]") {
    const Setting setting;
    std::vector<std::string> asked;
    bool nested = false;
    setting.host->before = [&](const std::string& operation, const std::string&) {
        if (!nested) {
            // A lock that the outer call held would be waited for here.
            nested = true;
            asked.push_back(operation);
            CHECK_NOTHROW(setting.take({gib, 1, {{"default", gib}}}));
            nested = false;
        }
    };
    const auto first = setting.take({gib, 1, {{"default", gib}}});
    CHECK(asked == std::vector<std::string>{"host_memory", "host_memory", "memory", "pool_capacity"});
}

TEST_CASE("reservation: what a provider reports after many minutes is not used", "[reservation]") {
    const Setting setting;
    FakeClock clock;
    setting.host->before = [&](const std::string& operation, const std::string&) {
        clock.advance(operation == "memory" ? 2 * ReservationFiles::kept : Seconds(0));
    };
    CHECK_THROWS_WITH(setting.take({gib, 1, {}}), Contains("took too long to report its free memory"));
    setting.host->before = [](auto&&...) {};
    CHECK_NOTHROW(setting.take({gib, 1, {}}));
}

TEST_CASE("reservation: one that ends after the host was measured still counts", "[reservation]") {
    const Setting setting;
    std::optional<Reservation> first(setting.take(most_memory));
    setting.host->before = [&](const std::string& operation, const std::string&) {
        if (operation == "pool_capacity" && first) { // After the memory.
            setting.host->machines["first"].memory = most_memory.memory;
            first.reset();
        }
    };
    CHECK_THROWS_AS(setting.take({35 * gib, 1, {{"default", gib}}}), WaitingError);
    CHECK_FALSE(first);
    setting.host->machines.clear();
    CHECK_NOTHROW(setting.take({35 * gib, 1, {{"default", gib}}}));
}

TEST_CASE("reservation: damaged files block no reservation, and are removed", "[reservation]") {
    const Setting setting;
    const auto first = setting.take({gib, 1, {}});
    const std::vector<std::string> damaged{
        "",
        "{",
        "[]",
        R"({"uri": "fake:///one"})",
        R"({"uri": "fake:///one", "memory": -1, "disk": {}})",
        R"({"uri": "fake:///one", "memory": "60000000000", "disk": {}})",
        R"({"uri": "fake:///one", "memory": 60000000000, "disk": [[1]]})",
        std::string(100'000, '[')};
    std::vector<Fd> held;
    for (std::size_t i = 0; i < damaged.size(); ++i) {
        // In place of a reservation, since those are what is held.
        held.push_back(ReservationFiles(setting.config.state).add("fake:///one", {60 * gib, {}}));
    }
    std::size_t next = 0;
    for (const auto& name : entries_of(setting.files())) {
        const auto file = setting.files() / name;
        if (name != "lock" && read_file(file).find("64424509440") != std::string::npos) {
            std::ofstream(file, std::ios::trunc) << damaged.at(next++);
        }
    }
    REQUIRE(next == damaged.size());
    std::filesystem::create_directory(setting.files() / "folder");
    std::filesystem::create_symlink("nowhere", setting.files() / "link");
    REQUIRE(::mkfifo((setting.files() / "pipe").c_str(), 0600) == 0);
    CHECK_NOTHROW(setting.take({50 * gib, 1, {}}));
    held.clear();
    for (const auto& name : entries_of(setting.files())) {
        // As if it had been so for a while.
        std::error_code ignored;
        const auto earlier = std::filesystem::file_time_type::clock::now() - 2 * ReservationFiles::kept;
        std::filesystem::last_write_time(setting.files() / name, earlier, ignored);
    }
    CHECK_NOTHROW(setting.take({50 * gib, 1, {}}));
    // The lock, the one that is held, and the one that just ended.
    CHECK(entries_of(setting.files()).size() == 3);
}

TEST_CASE("reservation: figures without bounds do not wrap around", "[reservation]") {
    const Setting setting;
    const auto huge = ReservationFiles(setting.config.state).add("fake:///one", {~std::uint64_t{0}, {}});
    const auto more = ReservationFiles(setting.config.state).add("fake:///one", {gib, {{"default", gib}}});
    CHECK_THROWS_WITH(setting.take({gib, 1, {}}), Contains(" 0 MiB are available"));
}

TEST_CASE("reservation: files of a clock that was set back do not count", "[reservation]") {
    const Setting setting;
    { const auto first = setting.take(most_memory); }
    for (const auto& name : entries_of(setting.files())) {
        const auto later = std::filesystem::file_time_type::clock::now() + std::chrono::hours(1);
        std::filesystem::last_write_time(setting.files() / name, later);
    }
    CHECK_NOTHROW(setting.take(most_memory));
}

TEST_CASE("reservation: a state directory that cannot be written is an error that names the file", "[reservation]") {
    const Setting setting;
    std::filesystem::create_directories(setting.config.state / "locks");
    std::ofstream(setting.files()) << "no folder";
    CHECK_THROWS_AS(setting.take(most_memory), Error);
}
