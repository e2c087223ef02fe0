#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/store/freeze_mark.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

TEST_CASE("freeze mark: time, deadline and state; it belongs to one instance", "[freeze]") {
    const TemporaryFolder folder;
    const FreezeMarks marks(folder.path());
    Instance instance;
    instance.id = {"lab1", "ivan"};
    instance.mark = "1a2b3c4d";
    make_folders(folder.path() / "instances" / "lab1" / "ivan");
    CHECK_FALSE(marks.of(instance));
    FreezeMark mark{
        from_iso("2026-12-01T20:59:00Z"), "2026-12-01T20:59:00Z", "crocum lab check lab1", "1a2b3c4d", {"r1"}};
    marks.set(instance.id, mark);
    REQUIRE(marks.of(instance));
    CHECK(marks.of(instance)->at == mark.at);
    CHECK(marks.of(instance)->state == FreezeState::frozen);
    CHECK(marks.of(instance)->machines == mark.machines);
    mark.state = FreezeState::resumed;
    marks.set(instance.id, mark);
    CHECK(marks.of(instance)->state == FreezeState::resumed);
    // One of an earlier version has another word for it, or none.
    const auto file = folder.path() / "instances" / "lab1" / "ivan" / "frozen.json";
    write_file_atomic(
        file,
        R"({"at": "2026-12-01T20:59:00Z", "deadline": "2026-12-01T20:59:00Z", "command": "x", "instance": "1a2b3c4d"})");
    CHECK(marks.of(instance)->state == FreezeState::frozen);
    write_file_atomic(
        file,
        R"({"at": "2026-12-01T20:59:00Z", "deadline": "x", "command": "x", "instance": "1a2b3c4d", "stands": false})");
    CHECK(marks.of(instance)->state == FreezeState::resumed);
    instance.mark = "another";
    CHECK_FALSE(marks.of(instance));
    instance.mark = "1a2b3c4d";
    write_file_atomic(file, R"({"schema": 2, "held": "since noon"})");
    try {
        static_cast<void>(marks.of(instance));
        FAIL("a mark of a later version was read");
    } catch (const Error& error) {
        CHECK(error_hint(error) == "A later version of crocum wrote it: use that version");
    }
    write_file_atomic(file, "{");
    CHECK_THROWS_AS(marks.of(instance), Error);
}
