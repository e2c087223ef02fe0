#include "lib/base/files.hpp"
#include "lib/terraform/cli_config.hpp"
#include "lib/terraform/lab_copy.hpp"

#include <catch2/catch.hpp>

using namespace crocum;
namespace fs = std::filesystem;

TEST_CASE("tree: tests, solutions and the teacher's own state stay behind", "[tree]") {
    for (const auto* file : {"main.tf", "files/motd", "setup/r1.sh", ".terraform.lock.hcl", "lab.yaml"}) {
        CHECK(goes_into_instance(file));
    }
    for (const auto* file :
         {"checks/r1.py",
          "pytest/r1.py",
          "solution/r1.sh",
          ".git/config",
          ".terraform/providers/x",
          "terraform.tfstate",
          "terraform.tfstate.backup",
          "instance.json"}) {
        CHECK_FALSE(goes_into_instance(file));
    }
}

TEST_CASE("tree: a copy has what it should, and the digest follows it", "[tree]") {
    const TemporaryFolder folder;
    const auto lab = folder.path() / "lab";
    make_folders(lab / "checks");
    make_folders(lab / "files");
    write_file_atomic(lab / "main.tf", "1");
    write_file_atomic(lab / "checks" / "r1.py", "1");
    write_file_atomic(lab / "files" / "motd", "hello");
    write_file_atomic(lab / "lab.yaml", "title: x");
    fs::create_symlink("files/motd", lab / "link");
    const auto digest = lab_digest(lab);
    copy_lab(lab, folder.path() / "instance");
    CHECK(
        files_below(folder.path() / "instance") == std::vector<fs::path>{"files/motd", "lab.yaml", "link", "main.tf"});
    write_file_atomic(lab / "checks" / "r1.py", "2");
    write_file_atomic(lab / "lab.yaml", "title: y");
    make_folders(lab / "setup");
    write_file_atomic(lab / "setup" / "r1.sh", "1");
    CHECK(lab_digest(lab) == digest);
    CHECK(setup_digest(lab, "r2").empty());
    const auto setup = setup_digest(lab, "r1");
    write_file_atomic(lab / "setup" / "r1.sh", "2");
    CHECK_FALSE(setup.empty());
    CHECK(setup_digest(lab, "r1") != setup);
    write_file_atomic(lab / "main.tf", "2");
    CHECK(lab_digest(lab) != digest);
}

TEST_CASE("tree: without Terraform, of lab.yaml only the machines change the digest", "[tree]") {
    const TemporaryFolder folder;
    const auto lab = folder.path() / "lab";
    make_folders(lab);
    const auto digest = [&](const std::string& text) {
        write_file_atomic(lab / "lab.yaml", text);
        return lab_digest(lab);
    };
    const std::string machines = "machines: {srv: {agent: \"unix:/run/{student}\"}}\n";
    const auto before = digest(machines);
    CHECK(digest(machines + "title: Other\nattempts: best\nlate: {per_day: 10}\n") == before);
    CHECK(digest("machines: {srv: {agent: \"unix:/run/other-{student}\"}}\n") != before);
    CHECK(is_comparable(before, before));
    // As an earlier version recorded it: of the whole file.
    CHECK_FALSE(is_comparable(std::string(64, 'a'), before));
    CHECK_FALSE(is_comparable("", before));
}

TEST_CASE("tree: a link that leads out of the lab, to a folder or to nothing is refused and named", "[tree]") {
    const TemporaryFolder folder;
    const auto lab = folder.path() / "lab";
    make_folders(lab / "files");
    for (const auto* target : {"/etc/passwd", "files", "nothing"}) {
        fs::create_symlink(target, lab / "link");
        CHECK_THROWS_WITH(
            copy_lab(lab, folder.path() / "instance"),
            Catch::Contains("/lab/link is a link to " + std::string(target)));
        fs::remove(lab / "link");
    }
    // Where it does not matter: a teacher's own .terraform is full of links to caches.
    make_folders(lab / ".terraform");
    fs::create_symlink("/etc", lab / ".terraform" / "provider");
    CHECK_NOTHROW(copy_lab(lab, folder.path() / "instance"));
}

TEST_CASE(
    "tree: a copy that is repeated follows what went from the lab, and keeps what is the instance's own", "[tree]") {
    const TemporaryFolder folder;
    const auto lab = folder.path() / "lab";
    const auto instance = folder.path() / "instance";
    make_folders(lab);
    write_file_atomic(lab / "main.tf", "1");
    write_file_atomic(lab / "extra.tf", "a second file with a mistake");
    copy_lab(lab, instance);
    write_file_atomic(instance / "terraform.tfstate", "{}");
    write_file_atomic(instance / ".terraform.lock.hcl", "chosen at init");
    fs::remove(lab / "extra.tf");
    copy_lab(lab, instance);
    CHECK(files_below(instance) == std::vector<fs::path>{".terraform.lock.hcl", "main.tf", "terraform.tfstate"});
}

TEST_CASE("cli_config: mirrored providers come from the mirror only, others from their registry", "[tree]") {
    const TemporaryFolder folder;
    CHECK(cli_config(folder.path() / "none") == "disable_checkpoint = true\n");
    make_folders(folder.path() / "registry.terraform.io" / "dmacvicar" / "libvirt" / "0.8.3");
    const auto text = cli_config(folder.path());
    CHECK_THAT(text, Catch::Contains("filesystem_mirror"));
    CHECK_THAT(text, Catch::Contains("exclude = [\"registry.terraform.io/dmacvicar/libvirt\"]"));
}
