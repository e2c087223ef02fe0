#include "lib/session/validate/diagnostics.hpp"
#include "tests/unit/tree.hpp"

#include <catch2/catch.hpp>

using namespace crocum;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> found(const Diagnostics& diagnostics, const fs::path& folder) {
    std::vector<std::string> texts;
    for (const auto& diagnostic : diagnostics.sorted()) {
        auto text = to_string(diagnostic);
        const auto at = text.find(folder.string() + "/");
        texts.push_back(at == std::string::npos ? text : text.erase(at, folder.string().size() + 1));
    }
    return texts;
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("findings: each once, by file and line, on one line, without escapes", "[findings]") {
    Diagnostics diagnostics;
    diagnostics.warning("/lab/b.py", 3, "second");
    diagnostics.error("/lab/b.py", 2, "first\nof two \x1B[31mlines");
    diagnostics.error("/lab/b.py", 2, "first\nof two \x1B[31mlines");
    diagnostics.error("/lab/a", 0, "the whole");
    CHECK(
        found(diagnostics, "/lab") ==
        Texts{"error: a: the whole", "error: b.py:2: first of two lines", "warning: b.py:3: second"});
    CHECK(diagnostics.any_below("/lab"));
    CHECK(diagnostics.any_below("/lab/b.py"));
    CHECK_FALSE(diagnostics.any_below("/lab/checks"));
    CHECK_FALSE(diagnostics.any_below("/la"));
}

TEST_CASE("findings: another program's text keeps its lines", "[findings]") {
    Diagnostics diagnostics;
    diagnostics.error_text("/lab/main.tf", 3, "terraform init: exit status 1\nError: no\x1B[31m such\n\n  version\n");
    CHECK(
        found(diagnostics, "/lab") ==
        Texts{"error: main.tf:3: terraform init: exit status 1\n    Error: no such\n      version"});
}

TEST_CASE("findings: mistakes with a place each", "[findings]") {
    Diagnostics diagnostics;
    diagnostics.mistakes("/lab/lab.yaml:2:1: unknown key\n/lab/lab.yaml:4:12: a number", "/lab", "/lab/lab.yaml");
    diagnostics.mistakes("/lab/checks has both: a file and a folder", "/lab", "/lab/checks");
    CHECK(
        found(diagnostics, "/lab") == Texts{
                                          "error: checks: has both: a file and a folder",
                                          "error: lab.yaml:2: unknown key",
                                          "error: lab.yaml:4: a number"});
}

TEST_CASE("findings: a traceback comes to its innermost place in the lab and the exception", "[findings]") {
    const TemporaryFolder folder;
    write_files(folder.path(), {{"r1.py", ""}, {"my_helper.py", ""}, {"r2/test_a.py", ""}});
    const auto root = folder.path().string();
    Diagnostics diagnostics;
    diagnostics.mistakes(
        "the checks of r1 cannot be collected:\n" + root + "/r1.py: ImportError while importing test module '" + root +
            "/r1.py'.\nTraceback:\n/usr/lib/python3.11/importlib/__init__.py:126: in import_module\n    return x\n" +
            root + "/r1.py:1: in <module>\n    import my_helper\n../../checks/my_helper.py:7: in <module>\n" +
            "    import nosuch\nE   ModuleNotFoundError: No module named 'nosuch'",
        root,
        root + "/r1.py");
    diagnostics.mistakes(
        root + "/r2: \n     File \"" + root + "/r2/test_a.py\", line 3\n       def test_a(:\n                  ^\n" +
            "   SyntaxError: invalid syntax",
        root,
        root + "/r2");
    CHECK(
        found(diagnostics, root) == Texts{
                                        "error: my_helper.py:7: ModuleNotFoundError: No module named 'nosuch'",
                                        "error: r2/test_a.py:3: SyntaxError: invalid syntax"});
}

TEST_CASE("findings: messages of several lines are joined", "[findings]") {
    Diagnostics diagnostics;
    diagnostics.mistakes("/lab/r1.py: importing it did not end\nwithin 60 s", "/lab", "/lab");
    CHECK(found(diagnostics, "/lab") == Texts{"error: r1.py: importing it did not end within 60 s"});
}
