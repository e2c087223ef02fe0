#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/terraform/terraform.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>

using namespace crocum;
using Catch::Contains;

namespace {

/// A program in Terraform's place that does what the real one does not do on demand: hang.
struct FakeTerraform {
    explicit FakeTerraform(const std::string& script) {
        const auto program = folder.path() / "terraform";
        write_file_atomic(program, "#!/bin/sh\n" + script);
        ::chmod(program.c_str(), 0700);
        make_folders(folder.path() / "work");
        settings.engine = {"terraform", program, "1.0.0"};
        settings.folder = folder.path() / "work";
        settings.init_lock = folder.path() / "lock";
        settings.limits = {Seconds(1), Seconds(1), Seconds(1), Seconds(1)};
    }

    TemporaryFolder folder;
    Terraform::Settings settings;
};

} // namespace

TEST_CASE("terraform: an exception while it applies leaves after it has ended, with every event taken", "[terraform]") {
    FakeTerraform fake(R"(
trap 'echo "{\"type\":\"apply_start\",\"hook\":{\"resource\":{\"addr\":\"second\"}}}"; touch saved; exit 1' INT
echo '{"type":"apply_start","hook":{"resource":{"addr":"first"}}}'
while :; do sleep 0.1; done
)");
    fake.settings.limits = {};
    Terraform terraform(fake.settings);
    std::vector<std::string> begun;
    const auto sink = [&](const TerraformEvent& event) { begun.push_back(event.address); };
    const auto tick = [&] {
        if (!begun.empty()) {
            throw Error("cannot write the output");
        }
    };
    CHECK_THROWS_WITH(terraform.apply(sink, tick), "cannot write the output");
    CHECK(begun == std::vector<std::string>{"first", "second"});
    CHECK(std::filesystem::exists(fake.settings.folder / "saved"));
}

TEST_CASE("terraform: no call waits for ever for a provider that hangs", "[terraform]") {
    FakeTerraform fake("exec sleep 60\n");
    Terraform terraform(fake.settings);
    const auto nothing = [](const TerraformEvent&) {};
    const Stopwatch watch;
    CHECK_THROWS_WITH(terraform.init(), Contains("terraform init did not end within 1 s and was stopped"));
    CHECK_THROWS_WITH(terraform.validate(), Contains("terraform validate did not end within 1 s"));
    CHECK_THROWS_WITH(terraform.evaluate("1"), Contains("terraform console did not end within 1 s"));
    CHECK_THROWS_WITH(terraform.show(), Contains("terraform show did not end within 1 s"));
    CHECK_THROWS_WITH(terraform.plan(), Contains("terraform plan did not end within 1 s"));
    CHECK_THROWS_WITH(terraform.apply(nothing, {}), Contains("terraform apply did not end within 1 s"));
    CHECK_THROWS_WITH(terraform.destroy(nothing), Contains("terraform destroy did not end within 1 s"));
    CHECK(watch.seconds() < 40);
}

TEST_CASE(
    "terraform: the time for apply is over: it ends in order, and the error says how to get more", "[terraform]") {
    FakeTerraform fake(R"(
trap 'echo "{\"type\":\"apply_complete\",\"hook\":{\"resource\":{\"addr\":\"disk\"}}}"; exit 1' INT
while :; do sleep 0.1; done
)");
    Terraform terraform(fake.settings);
    std::vector<std::string> completed;
    try {
        terraform.apply([&](const TerraformEvent& event) { completed.push_back(event.address); }, {});
        FAIL("it ended");
    } catch (const Error& error) {
        CHECK_THAT(error.what(), Contains("within 1 s and was stopped"));
        CHECK_THAT(error.hint, Contains("terraform_timeout"));
    }
    CHECK(completed == std::vector<std::string>{"disk"});
}

TEST_CASE("terraform: one that does not end when it is asked to is killed", "[terraform]") {
    FakeTerraform fake("trap '' INT\nsleep 60\n");
    Terraform terraform(fake.settings);
    const Stopwatch watch;
    CHECK_THROWS_WITH(terraform.destroy([](const TerraformEvent&) {}), Contains("within 1 s and was killed"));
    CHECK(watch.seconds() < 20);
}

TEST_CASE("terraform: holds an inherited reservation as long as it runs", "[terraform]") {
    const TemporaryFolder folder;
    const Fd reservation(::open((folder.path() / "reservation").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    FakeTerraform fake("test -e /proc/$$/fd/" + std::to_string(reservation.get()) + " && touch held\n");
    fake.settings.limits = {};
    Terraform terraform(fake.settings);
    const auto nothing = [](const TerraformEvent&) {};
    terraform.inherit(reservation.get());
    CHECK_NOTHROW(terraform.apply(nothing, [] {}));
    CHECK(std::filesystem::exists(fake.settings.folder / "held"));
}

TEST_CASE("terraform: crocum's variables prevail over the lab's variable files", "[terraform]") {
    FakeTerraform fake(R"(
shift # -chdir
[ "$1" = show ] && { echo '{}'; exit 0; }
[ "$1" = console ] && { printf 'Warning: undeclared\n\n"\\"x\\""\n'; }
echo "$*" >>calls
cp .crocum/variables.tfvars.json used 2>/dev/null
stat -c %a .crocum/variables.tfvars.json >>calls 2>/dev/null
true
)");
    fake.settings.limits = {};
    fake.settings.variables = {{"instance", "1a2b3c4d"}, {"user-id", "a \"b\""}, {"lab", "x"}};
    const auto work = fake.settings.folder;
    const auto calls = [&] {
        const auto text = read_file(work / "calls");
        std::filesystem::remove(work / "calls");
        return text;
    };
    const auto nothing = [](const TerraformEvent&) {};
    Terraform terraform(fake.settings);
    static_cast<void>(terraform.plan());
    CHECK_THAT(calls(), !Contains("-var-file"));
    // The lab's files come after Terraform's settings are made.
    write_file_atomic(work / "terraform.tfvars", "instance = \"00000001\"\nuser-id = \"me\"\nother = 1\n");
    static_cast<void>(terraform.plan());
    CHECK_THAT(calls(), Contains("plan -input=false") && Contains(" -var-file=.crocum/variables.tfvars.json\n600\n"));
    CHECK(parse_json(read_file(work / "used"), "used") == Json({{"instance", "1a2b3c4d"}, {"user-id", "a \"b\""}}));
    terraform.destroy(nothing);
    CHECK_THAT(calls(), Contains("destroy") && Contains(" -var-file=.crocum/variables.tfvars.json\n"));
    CHECK(terraform.evaluate("var.instance") == Json("x"));
    CHECK_THAT(calls(), Contains("console -var-file=.crocum/variables.tfvars.json\n"));
    // The plan has the values already, and Terraform takes no others with it.
    terraform.apply(nothing, [] {});
    CHECK_THAT(calls(), Contains("apply") && !Contains("-var-file"));
}
