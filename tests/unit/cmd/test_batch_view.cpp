#include "cmd/batch_view.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace crocum;

namespace {

std::vector<BatchRow> four_graded_one_ungraded(const std::vector<std::string>& lower) {
    std::vector<BatchRow> rows;
    for (int i = 1; i <= 5; ++i) {
        auto& row = rows.emplace_back();
        row.target.student = fmt::format("2026-000{}", i);
        row.outcome = i == 3 ? Outcome::ungraded : Outcome::graded;
        row.exit = i == 3 ? Exit::ungraded : Exit::done;
        if (std::find(lower.begin(), lower.end(), row.target.student) != lower.end()) {
            row.lowered_from = 5;
        }
    }
    return rows;
}

} // namespace

TEST_CASE("summary_line: names those that failed before those that are lower, within a mail's subject", "[cmd]") {
    constexpr std::size_t subject = 78;
    const Seconds took(5);
    CHECK(summary_line("hello", four_graded_one_ungraded({}), took) == "hello: 4 graded, 1 ungraded (2026-0003), 5 s");
    CHECK(
        summary_line("hello", four_graded_one_ungraded({"2026-0001"}), took) ==
        "hello: 4 graded, 1 ungraded (2026-0003), 1 lower than before (2026-0001), 5 s");
    CHECK(
        summary_line("routing, class net-2026", four_graded_one_ungraded({"2026-0001", "2026-0002"}), took) ==
        "routing, class net-2026: 4 graded, 1 ungraded (2026-0003), 2 lower, 5 s");
    CHECK(summary_line("a, class b", four_graded_one_ungraded({"2026-0001", "2026-0002"}), took).size() <= subject);
}
