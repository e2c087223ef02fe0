#include "lib/base/error.hpp"
#include "lib/session/capacity/memory_holders.hpp"
#include "lib/session/capacity/reservation.hpp"
#include "tests/unit/session/fake_class.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

constexpr std::uint64_t mib = std::uint64_t{1} << 20U;

struct Holders {
    FakeClass students{{}};

    void machine(const std::string& name, std::uint64_t memory, const std::string& lab, const std::string& student) {
        auto& one = students.host->machines[name];
        one.memory = memory * mib;
        if (!lab.empty()) {
            one.mark = OwnerMark{"1a2b3c4d", lab, student, "/state"};
        }
    }

    std::string text() {
        return memory_holders(students.context.config, *students.context.providers->at("fake:///host"));
    }
};

} // namespace

TEST_CASE("memory holders: the machines of an instance count together, the largest first", "[reservation]") {
    Holders host;
    CHECK(host.text().empty());
    host.machine("ann-hello-srv", 256, "hello", "ann");
    host.machine("bob-lab1-r1", 256, "lab1", "bob");
    host.machine("bob-lab1-r2", 256, "lab1", "bob");
    host.machine("build", 1024, "", "");
    host.machine("off", 4096, "", "");
    host.students.host->machines["off"].state = MachineState::off;
    CHECK(host.text() == "machine build (1152 MiB), lab1 of bob (768 MiB), hello of ann (384 MiB)");
}

TEST_CASE("memory holders: a handful is named, the others are counted; a damaged mark ends nothing", "[reservation]") {
    Holders host;
    for (std::uint64_t i = 1; i <= 7; ++i) {
        host.machine("m" + std::to_string(i), i * 128, "", "");
    }
    host.students.host->before = [](const std::string& operation, const std::string&) {
        if (operation == "owner") {
            throw Error("the mark cannot be read");
        }
    };
    CHECK(
        host.text() == "machine m7 (1024 MiB), machine m6 (896 MiB), machine m5 (768 MiB), machine m4 (640 MiB), "
                       "machine m3 (512 MiB), and 2 more (640 MiB)");
}

TEST_CASE("memory holders: the note is for a shortage of memory only", "[reservation]") {
    Holders host;
    host.machine("build", 1024, "", "");
    auto& context = host.students.context;
    note_memory_holders(context, Error("something else"));
    CHECK(!host.students.observer.has("memory"));
    host.students.host->memory = {std::uint64_t{2048} * mib, 600 * mib};
    try {
        require_capacity(context.config, *context.providers->at("fake:///host"), {512 * mib, 1, {}});
        FAIL("there is too little memory");
    } catch (const WaitingError& error) {
        note_memory_holders(context, error);
    }
    CHECK(host.students.observer.has("note: the memory is held by machine build (1152 MiB)"));
}
