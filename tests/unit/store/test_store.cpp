#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/instance.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

Instance example() {
    Instance instance;
    instance.id = {"lab1", "ivan"};
    instance.mark = "1a2b3c4d";
    instance.folder = "/labs/lab1";
    instance.lab_digest = "d";
    instance.phase = Phase::setup;
    instance.broken = "r1.sh failed";
    instance.uri = "qemu:///system";
    instance.engine = "tofu";
    instance.variables = {{"user-id", "ivan"}};
    const ResourceName domain{ResourceKind::domain, "ivan-lab1-r1", ""};
    instance.resources = {domain, {ResourceKind::volume, "v", "default"}};
    instance.uuids[domain] = "uuid";
    instance.machines = {{"r1", ProviderMachine{"qemu:///system", "ivan-lab1-r1", "uuid"}, true, "e"}};
    instance.others = {"local_file.x"};
    instance.image = "/images/i.qcow2";
    instance.image_stamp = "stamp";
    instance.boot = "boot";
    instance.created = "2026-11-23T18:30:00Z";
    return instance;
}

CheckResult result(const char* id, Verdict verdict, double points) {
    CheckResult made;
    made.check.id = id;
    made.check.machine = "r1";
    made.check.points = 2;
    made.verdict = verdict;
    made.share = points / 2;
    return made;
}

} // namespace

TEST_CASE("instances: a record comes back as it was", "[store]") {
    const TemporaryFolder folder;
    const Instances instances(folder.path());
    instances.save(example());
    const auto found = instances.find({"lab1", "ivan"});
    REQUIRE(found);
    CHECK(to_json(*found) == to_json(example()));
    CHECK(found->resources == example().resources);
    CHECK(instances.all() == std::vector<InstanceId>{{"lab1", "ivan"}});
    CHECK_FALSE(instances.find({"lab1", "petr"}).has_value());
}

TEST_CASE("instances: a record of an earlier version that was being created is read", "[store]") {
    auto document = to_json(example());
    document["phase"] = "making";
    CHECK(instance_from(document).phase == Phase::creating);
    document["phase"] = "sleeping";
    CHECK_THROWS_WITH(instance_from(document), Catch::Contains("\"sleeping\" is not a phase"));
}

// As crocum b5336b7 wrote them.
TEST_CASE("instances: a record of schema 1 is read, and written as schema 2", "[store]") {
    const TemporaryFolder folder;
    const Instances instances(folder.path());
    const auto file = instances.folder(example().id) / "instance.json";
    make_folders(file.parent_path());
    write_file_atomic(
        file,
        R"({"schema":1,"lab":"lab1","student":"ivan","instance":"1a2b3c4d","folder":"/labs/lab1","lab_digest":"d",)"
        R"("phase":"setup","broken":"r1.sh failed","uri":"qemu:///system","engine":"tofu",)"
        R"("variables":{"user-id":"ivan"},"parameters":{},"resources":[{"kind":"domain","name":"ivan-lab1-r1",)"
        R"("pool":"","uuid":"uuid"},{"kind":"volume","name":"v","pool":"default","uuid":""}],)"
        R"("others":["local_file.x"],"machines":[{"name":"r1","domain":"ivan-lab1-r1","uri":"qemu:///system",)"
        R"("uuid":"uuid","agent":"","set_up":true,"setup_digest":"e"}],"image":"/images/i.qcow2",)"
        R"("image_stamp":"stamp","boot":"boot","created":"2026-11-23T18:30:00Z"})");
    const auto found = instances.find(example().id);
    REQUIRE(found);
    CHECK(to_json(*found) == to_json(example()));
    instances.save(*found);
    const auto written = parse_json(read_file(file), "it");
    CHECK(written.at("schema") == 2);
    CHECK(written.at("machines").at(0).at("address").at("domain") == "ivan-lab1-r1");
    CHECK(to_json(instances.find(example().id).value()) == to_json(example()));

    write_file_atomic(
        file,
        R"({"schema":1,"lab":"lab1","student":"ivan","instance":"1a2b3c4d","folder":"/labs/lab1","lab_digest":"d",)"
        R"("phase":"ready","broken":"","uri":"","engine":"","variables":{},"parameters":{},"resources":[],"others":[],)"
        R"("machines":[{"name":"r1","domain":"","uri":"","uuid":"","agent":"unix:/run/r1.sock","set_up":true,)"
        R"("setup_digest":""}],"image":"","image_stamp":"","boot":"","created":"2026-11-23T18:30:00Z"})");
    const auto behind_socket = instances.find(example().id);
    REQUIRE(behind_socket);
    instances.save(*behind_socket);
    CHECK(parse_json(read_file(file), "it").at("machines").at(0).at("address").at("socket") == "unix:/run/r1.sock");
    CHECK(instances.find(example().id)->machines.at(0).agent_socket() == "unix:/run/r1.sock");
}

TEST_CASE("instances: a record of before setup scripts had digests does not pretend to know the lab's", "[store]") {
    auto document = to_json(example());
    document["machines"][0].erase("setup_digest");
    CHECK(instance_from(document).lab_digest.empty());
    CHECK(instance_from(to_json(example())).lab_digest == "d");
}

TEST_CASE(
    "instances: what a killed run left before there was a record goes, a state without a record stays", "[store]") {
    const TemporaryFolder folder;
    const Instances instances(folder.path());
    const InstanceId id{"lab1", "ivan"};
    CHECK_NOTHROW(instances.sweep(id));
    make_folders(instances.folder(id));
    write_file_atomic(instances.folder(id) / ".instance.json.new", "half");
    instances.sweep(id);
    CHECK_FALSE(std::filesystem::exists(instances.folder(id)));
    make_folders(instances.folder(id));
    write_file_atomic(instances.folder(id) / "terraform.tfstate", "{}");
    instances.sweep(id);
    CHECK(std::filesystem::exists(instances.folder(id)));
    instances.save(example());
    instances.sweep(id);
    CHECK(instances.find(id));
}

TEST_CASE("instances: a record of another instance is refused", "[store]") {
    const TemporaryFolder folder;
    const Instances instances(folder.path());
    instances.save(example());
    std::filesystem::copy(instances.folder({"lab1", "ivan"}), instances.folder({"lab1", "petr"}));
    CHECK_THROWS_WITH(instances.find({"lab1", "petr"}), Catch::Contains("it is the record of lab1 of ivan"));
    auto elsewhere = example();
    elsewhere.id.student = "../../x";
    CHECK_THROWS_AS(instances.save(elsewhere), Error);
    CHECK_FALSE(std::filesystem::exists(folder.path() / "x"));
}

TEST_CASE("instances: removal takes record and folder", "[store]") {
    const TemporaryFolder folder;
    const Instances instances(folder.path());
    instances.save(example());
    write_file_atomic(instances.folder(example().id) / "main.tf", "x");
    instances.remove(example().id);
    CHECK(instances.all().empty());
    CHECK_FALSE(std::filesystem::exists(instances.folder(example().id)));
    CHECK_NOTHROW(instances.remove(example().id));
}

TEST_CASE("instances: a damaged or newer record is an error that names the file", "[store]") {
    const TemporaryFolder folder;
    const Instances instances(folder.path());
    instances.save(example());
    const auto file = instances.folder(example().id) / "instance.json";
    const auto hint = [&] {
        try {
            static_cast<void>(instances.find(example().id));
        } catch (const Error& error) {
            return error.hint;
        }
        return std::string("no error");
    };
    write_file_atomic(file, "{\"schema\":1");
    CHECK_THROWS_WITH(instances.find(example().id), Catch::Contains(file.string()));
    CHECK_THAT(hint(), Catch::Contains("Restore the file from a copy"));
    CHECK(instances.mark(example().id).empty());
    write_file_atomic(file, R"({"schema":3,"instance":"1a2b3c4d"})");
    CHECK_THROWS_WITH(instances.find(example().id), Catch::Contains("schema 3"));
    CHECK(hint() == "A later version of crocum wrote it: use that version");
    CHECK(instances.mark(example().id) == "1a2b3c4d");
}

TEST_CASE("attempts: the newest finished one counts, an unfinished one does not", "[store]") {
    const TemporaryFolder folder;
    const Attempts attempts(folder.path());
    Attempt attempt;
    attempt.id = {"lab1", "ivan"};
    for (const auto* name : {"2026-01-01T000000Z-aa", "2026-01-02T000000Z-bb"}) {
        attempt.name = name;
        attempt.results = {result("x", Verdict::passed, 2), result("y", Verdict::failed, 0)};
        AttemptFolder(attempts.folder(attempt.id, name)).finish(attempt);
    }
    AttemptFolder(attempts.folder(attempt.id, "2026-01-03T000000Z-cc")).keep_records("r1", "{}\n");
    const auto latest = attempts.latest(attempt.id);
    REQUIRE(latest);
    CHECK(latest->name == "2026-01-02T000000Z-bb");
    CHECK(score(latest->results).reached == 2);
    CHECK_FALSE(attempts.latest({"lab1", "petr"}).has_value());
}

TEST_CASE("attempts: a title of an earlier version is shown as text; the id stays what decisions name", "[store]") {
    Attempt attempt;
    attempt.results = {result(R"(r1/r1.py::test_a[gr\xf6\xdfe])", Verdict::passed, 2)};
    attempt.results[0].check.title = R"(It is there [gr\xf6\xdfe])";
    auto document = to_json(attempt);
    CHECK(attempt_from(document).results.at(0).check.title == attempt.results[0].check.title);
    document["checks"][0].erase("hide_errors"); // As earlier versions wrote it.
    const auto check = attempt_from(document).results.at(0).check;
    CHECK(check.title == "It is there [größe]");
    CHECK(check.id == R"(r1/r1.py::test_a[gr\xf6\xdfe])");
}

TEST_CASE("attempts: with anything ungraded, or in part, the score is null", "[store]") {
    Attempt attempt;
    attempt.results = {result("x", Verdict::passed, 2)};
    CHECK(to_json(attempt)["score"] == 2);
    attempt.partial = true;
    CHECK(to_json(attempt)["score"].is_null());
    attempt.partial = false;
    attempt.results.push_back(result("y", Verdict::ungraded, 0));
    CHECK(to_json(attempt)["score"].is_null());
    CHECK(to_json(attempt)["max_score"] == 4);
    CHECK(to_json(attempt)["measured"] == 2);
}

TEST_CASE(
    "attempts: one that follows within the same moment, or after the clock was set back, is the latest", "[store]") {
    const TemporaryFolder folder;
    const Attempts attempts(folder.path());
    Attempt attempt;
    attempt.id = {"lab1", "ivan"};
    const auto now = from_iso("2026-11-24T05:00:00Z");
    const std::chrono::microseconds offset(GENERATE(0, 700, -3'600'000'000));
    CAPTURE(offset.count());
    auto time = now;
    for (int number = 0; number < 20; ++number, time += offset) {
        attempt.name = attempts.new_name(attempt.id, time);
        CHECK(attempt.name.find(':') == std::string::npos);
        attempt.crocum = std::to_string(number);
        AttemptFolder(attempts.folder(attempt.id, attempt.name)).finish(attempt);
        REQUIRE(attempts.latest(attempt.id));
        CHECK(attempts.latest(attempt.id)->crocum == attempt.crocum);
    }
}
