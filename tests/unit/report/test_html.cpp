#include "lib/report/formats.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <ctime>
#include <string>

using namespace crocum;
using Catch::Contains;

namespace {

/// The zone of this host, until the end of a test.
class LocalZone {
public:
    explicit LocalZone(const char* zone) { set(zone); }

    LocalZone(const LocalZone&) = delete;
    LocalZone& operator=(const LocalZone&) = delete;

    ~LocalZone() { set(before_.empty() ? nullptr : before_.c_str()); }

private:
    static void set(const char* zone) {
        static_cast<void>(zone == nullptr ? ::unsetenv("TZ") : ::setenv("TZ", zone, 1));
        ::tzset();
    }

    std::string before_ = std::getenv("TZ") == nullptr ? "" : std::getenv("TZ");
};

} // namespace

TEST_CASE(
    "html: times are those of this host; the due date is at the top, and other ones with their students", "[html]") {
    const LocalZone zone("CET-1");
    Gradebook book;
    book.made = "2026-11-26T00:45:10Z";
    CHECK_THAT(to_html(book), Contains("as of 2026-11-26 01:45 CET</p>") && !Contains("due "));
    book.due = "2026-12-01T22:59:00Z";
    const auto add = [&](const std::string& name, const RowDue& due) -> GradebookRow& {
        auto& row = book.rows.emplace_back();
        row.student.id = row.student.external = row.student.name = name;
        row.due = due;
        return row;
    };
    add("ann", {book.due, "class net"});
    add("bob", {"2026-12-03T11:00:00Z", "extension in class <net>"});
    // The attempt has a deadline of its own: the due date does not apply to it.
    auto& card = add("eve", {book.due, "class net"}).card.emplace();
    card.score.lateness =
        lateness(from_iso("2026-11-20T10:00:00Z"), from_iso("2026-11-20T09:00:00Z"), {LatePolicy::Kind::none, 0, 0});
    const auto page = to_html(book);
    CHECK_THAT(page, Contains("; due 2026-12-01 23:59 CET; as of 2026-11-26 01:45 CET</p>"));
    CHECK_THAT(
        page,
        Contains("<b>bob</b><span>no attempt</span></summary>\n<ul>\n<li>due 2026-12-03 12:00 CET (extension in class "
                 "&lt;net&gt;)"));
    CHECK_THAT(page, Contains("<li>due 2026-11-20 11:00 CET (the deadline of the run)"));
    CHECK_THAT(page, !Contains("<li>due 2026-12-01"));
}

TEST_CASE("html: a time that is none is shown as it is", "[html]") {
    Gradebook book;
    book.made = "2026<";
    CHECK_THAT(to_html(book), Contains("2026&lt;"));
}
