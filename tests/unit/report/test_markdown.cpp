#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/report/hint_tags.hpp"
#include "lib/report/markdown.hpp"
#include "lib/report/picture.hpp"
#include "lib/report/task.hpp"
#include "lib/report/teacher_notes.hpp"

#include <catch2/catch.hpp>

using namespace crocum;
using Catch::Contains;

namespace {

std::string html_of(const std::string& markdown) {
    return to_html(markdown, [](const std::string& address) { return address; });
}

} // namespace

TEST_CASE("task: a section for the teacher is left out up to the next heading of its level", "[task]") {
    CHECK(
        without_teacher_notes("# Task\n\nDo it.\n\n## For the teacher\n\nsolution/\n\n### Also this\n\nx\n") ==
        "# Task\n\nDo it.\n");
    CHECK(
        without_teacher_notes("# Task\n\n## for the TEACHER: answers\n\n42\n\n## Part 2\n\nMore.\n") ==
        "# Task\n\n## Part 2\n\nMore.\n");
    CHECK(without_teacher_notes("For the teacher\n===\n\n42\n\n# Task\n") == "# Task\n");
}

TEST_CASE("task: a paragraph and comments for the teacher are left out, the rest is unchanged", "[task]") {
    CHECK(
        without_teacher_notes("# T\n\nDo it.\n\n**For the teacher:** it is in\n`checks/`.\n\nEnd.\n") ==
        "# T\n\nDo it.\n\n\nEnd.\n");
    CHECK(without_teacher_notes("a <!-- 42 --> b\n\n<!-- many\n\nlines -->\n\nc\n") == "a  b\n\n\n\nc\n");
    CHECK(without_teacher_notes("- one <!-- first\n  second --> two\n") == "- one  two\n");
    for (const std::string same :
         {"# T\n\nFor the teacher to see it, write to `/root/out`.\n",
          "`<!-- code -->` stays\n",
          "```\n<!-- code -->\n# For the teacher\n```\n",
          "    <!-- code -->\n",
          "no newline"}) {
        CHECK(without_teacher_notes(same) == same);
    }
    // One that is not closed: to the end, as on GitHub.
    CHECK(without_teacher_notes("a\n\n<!-- 42\n\nb\n") == "a\n");
    CHECK(without_teacher_notes("<!-- a <!-- b -->\n# T\n\n`<!-- c -->`\n") == "# T\n\n`<!-- c -->`\n");
    CHECK(without_teacher_notes("a\r\n\r\n<!-- 42 -->\r\n\r\n## For the teacher\r\n\r\nx\r\n") == "a\n");
    // The comment, and not the code that looks like one.
    CHECK(without_teacher_notes("`<!-- a -->` and <!-- b --> c\n") == "`<!-- a -->` and  c\n");
}

TEST_CASE("task: a note takes along what belongs to it", "[task]") {
    for (const std::string note :
         {"For the teacher: the addresses are\n- r1: secret\n- r2: secret\n",
          "**For the teacher:**\n\n```\nsecret\n```\n\n    secret\n",
          "**For the teacher:**\n\nThe password is secret.\n",
          "**For the teacher**\nThe password is secret.\n",
          "**For the teacher** the password is secret.\n",
          "For the teacher: these.\n\n> secret\n\n| a |\n|---|\n| secret |\n",
          "For the teacher:\n| a |\n|---|\n| secret |\n",
          "For the teacher -- secret\n",
          "For the teacher's eyes: secret\n",
          "> For the teacher: secret\n> secret\n>\n> secret\n",
          "> ## For the teacher\n>\n> secret\n",
          "> > For the teacher: secret\nsecret\n",
          "> ```\n> x\n> ```\n>\n> For the teacher: secret\n",
          "- For the teacher: secret\n\n  secret\n",
          "1. x\n2. **For the teacher:** secret\n\n       secret\n",
          "- x\n\n  For the teacher:\n\n  - secret\n",
          "<!-- x --> For the teacher: secret\n",
          "- <!-- x --> For the teacher: secret\n",
          "For the teacher:\n\n<pre>secret</pre>\n"}) {
        INFO(note);
        const auto kept = without_teacher_notes("# T\n\nDo it.\n\n" + note + "\n# Part 2\n\nEnd.\n");
        CHECK_THAT(kept, !Contains("secret") && !Contains("eacher"));
        CHECK_THAT(kept, Contains("Do it.\n") && Contains("# Part 2\n\nEnd.\n"));
    }
    CHECK(
        without_teacher_notes("- a\n- For the teacher: 42\n- b\n\n> x\n>\n> For the teacher: 42\n>\n> y\n") ==
        "- a\n- b\n\n> x\n>\n>\n> y\n");
    CHECK(without_teacher_notes("For the teacher: 42.\n\nDo it.\n\n- a\n") == "Do it.\n\n- a\n");
    CHECK(without_teacher_notes("a\r\rFor the teacher: 42\r\rb\r") == "a\r\r\rb\n");
}

TEST_CASE("task: lines that look like a note and are none", "[task]") {
    CHECK(
        shown_teacher_lines("# T\n\nFor the teacher to see it, write.\n\n- Do it.\nFor the teacher: 42\n\n"
                            "| For the teacher |\n|---|\n\n<p>For the teacher</p>\n\n    1. For the teacher: 42\n") ==
        std::vector<int>{3, 6, 8, 11, 13});
    CHECK(shown_teacher_lines("a\rFor the teacher: 42\r") == std::vector<int>{2});
    CHECK(shown_teacher_lines("# T\n\n## For the teacher\n\nFor the teacher to see\n\n# T\n\nShow it for the "
                              "teacher\n\n> For the teacher: 42\n\n<!--\nFor the teacher\n-->\n")
              .empty());
}

TEST_CASE("task: hints stay in HTML, and no other tag does", "[task]") {
    CHECK(
        hint_tags("<details class='x' onclick=\"go()\">\n<summary>A <b>hint</b></summary>\n") ==
        "<details>\n<summary>A hint</summary>\n");
    CHECK(
        hint_tags("<DETAILS open><!-- <script> --><summary>1 < 2 & 3 > 2</summary>") ==
        "<details open><summary>1 &lt; 2 & 3 &gt; 2</summary>");
    CHECK(hint_tags("</details>") == "</details>");
    CHECK(hint_tags("<script>alert(1)</script>").empty());
    CHECK(hint_tags("<details-x><detailsx>").empty());
    const auto page =
        html_of("<details>\n<summary>Hint</summary>\n\nUse `ip`.\n\n</details>\n\n<b onclick=x>y</b> z\n");
    CHECK_THAT(page, Contains("<details>\n<summary>Hint</summary>") && Contains("<p>Use <code>ip</code>.</p>"));
    CHECK_THAT(page, Contains("</details>") && !Contains("onclick"));
    CHECK_THAT(html_of("<details><script>alert(1)</script>\n"), !Contains("<script"));
    CHECK_THAT(html_of("| a |\n|---|\n| <details> |\n"), Contains("<table>") && !Contains("<details>"));
    CHECK_THAT(html_of("[x](javascript:go)"), !Contains("javascript"));
}

TEST_CASE("task: a text from the roster is shown as it is", "[task]") {
    const std::string name = "Mc*Coy* <script>alert(1)</script> `x` [a](b) | O'Neill";
    CHECK_THAT(
        html_of(to_markdown(name)),
        Contains("Mc*Coy* &lt;script&gt;alert(1)&lt;/script&gt; `x` [a](b) | O'Neill") && !Contains("<em>"));
    CHECK(to_markdown("Anna-Maria d'Arc") == "Anna-Maria d'Arc");
}

TEST_CASE("task: the places of values are those that are replaced", "[task]") {
    const std::string text = "{{due}} {{ name }} {{  lab  }} \\{{student}} { {x} }";
    CHECK(places_in(text) == std::set<std::string>{"due", "lab", "name"});
    CHECK(task_sheet(text, {{"due", "D"}, {"name", "N"}, {"lab", "L"}}, "README.md") == "D N L {{student}} { {x} }");
    CHECK(places_in("no place").empty());
    CHECK(places_in("{{ not closed") == std::set<std::string>{""});
    CHECK_THROWS_WITH(task_sheet("a\n{{ b", {}, "README.md"), Contains("README.md:2: unknown parameter"));
}

TEST_CASE("task: pictures of the folder are part of the page", "[task]") {
    const TemporaryFolder temporary;
    const auto folder = std::filesystem::canonical(temporary.path()) / "lab";
    make_folders(folder / "img");
    write_file_atomic(folder / "img/the net.png", "PNG");
    write_file_atomic(folder / "net.svg", "<svg/>");
    write_file_atomic(folder / "notes.txt", "x");
    write_file_atomic(folder.parent_path() / "outside.png", "PNG");
    CHECK(embedded_picture(folder, "img/the%20net.png?raw=true") == "data:image/png;base64,UE5H");
    CHECK(embedded_picture(folder, "https://example.org/a.png") == "https://example.org/a.png");
    CHECK_THROWS_WITH(embedded_picture(folder, "nosuch.png"), Contains("there is no picture nosuch.png"));
    CHECK_THROWS_WITH(embedded_picture(folder, "../outside.png"), Contains("is outside of"));
    CHECK_THROWS_WITH(embedded_picture(folder, "%2Fetc/hostname"), Contains("is outside of"));
    std::filesystem::create_symlink(folder.parent_path() / "outside.png", folder / "link.png");
    CHECK_THROWS_WITH(embedded_picture(folder, "link.png"), Contains("is outside of"));
    CHECK_THROWS_WITH(embedded_picture(folder, "notes.txt"), Contains("png, jpg, gif, svg or webp"));
    const auto page =
        task_page({"![the \"net\"](net.svg \"A & B\")\n", "| a |\n|---|\n| ![](net.svg) |\n"}, "T", folder);
    CHECK_THAT(
        page,
        Contains(R"(<img src="data:image/svg+xml;base64,PHN2Zy8+" alt="the &quot;net&quot;" title="A &amp; B" />)") &&
            Contains(R"(<td><img src="data:image/svg+xml;base64,PHN2Zy8+" alt="" /></td>)"));
    CHECK_THAT(page, !Contains("net.svg") && !Contains("picture-"));
}

TEST_CASE("task: where the pictures are in the source", "[task]") {
    const auto pictures = pictures_in("# T\n\n![a](a.png)\n\n- x\n- *![b](b.png)*\n\n`![c](c.png)`\n");
    REQUIRE(pictures.size() == 2);
    CHECK(pictures[0].address == "a.png");
    CHECK(pictures[0].line == 3);
    CHECK(pictures[1].line == 6);
    CHECK(pictures_in("For the teacher: ![](a.png)\n\n## For the teacher\n\n![](b.png)\n").empty());
}
