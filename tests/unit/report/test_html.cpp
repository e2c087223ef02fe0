#include "lib/report/formats.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

TEST_CASE("html: a time that is none is shown as it is", "[html]") {
    Gradebook book;
    book.made = "2026-11-26T00:45:10Z";
    CHECK_THAT(to_html(book), Catch::Contains("2026-11-26 00:45 UTC"));
    book.made = "2026<";
    CHECK_THAT(to_html(book), Catch::Contains("2026&lt;"));
}
