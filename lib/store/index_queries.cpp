#include "lib/base/text.hpp"
#include "lib/store/index.hpp"
#include "lib/store/soci.hpp"

#include <fmt/format.h>

namespace crocum {

std::map<InstanceId, std::vector<ScoreCard>> Index::cards(const std::string& lab, bool with_documents) {
    std::map<InstanceId, std::vector<ScoreCard>> found;
    ScoreCard card;
    Lateness late;
    int partial = 0;
    int ungraded = 0;
    int checks = 0;
    int decided = 0;
    int whole = 0;
    int measured_ungraded = 0;
    int regraded = 0;
    std::string document;
    const std::string query =
        std::string("SELECT lab, student, name, title, instance, started, partial, max_score, "
                    "reached, measured, ungraded, checks, decided, decided_by, decided_why, "
                    "whole, measured_reached, measured_ungraded, regraded, deadline, counted, late_policy, penalty, ") +
        (with_documents ? "document" : "'null'") +
        " FROM attempts WHERE origin = :origin AND (lab = :lab OR :every = '') ORDER BY lab, student, name DESC";
    database_.read([&](soci::session& sql) {
        auto& sum = card.score.sum;
        each(
            (sql.prepare << query,
             soci::use(origin_),
             soci::use(lab),
             soci::use(lab),
             soci::into(card.id.lab),
             soci::into(card.id.student),
             soci::into(card.name),
             soci::into(card.title),
             soci::into(card.instance),
             soci::into(card.started),
             soci::into(partial),
             soci::into(sum.total),
             soci::into(sum.reached),
             soci::into(sum.measured),
             soci::into(ungraded),
             soci::into(checks),
             soci::into(decided),
             soci::into(card.decided_by),
             soci::into(card.decided_why),
             soci::into(whole),
             soci::into(card.score.measured.reached),
             soci::into(measured_ungraded),
             soci::into(regraded),
             soci::into(late.deadline),
             soci::into(card.counted),
             soci::into(late.policy),
             soci::into(late.penalty),
             soci::into(document)),
            [&] {
                card.score.partial = partial != 0;
                sum.ungraded = static_cast<std::size_t>(ungraded);
                card.checks = static_cast<std::size_t>(checks);
                card.score.decided = decided != 0;
                card.score.measured.total = sum.total;
                card.score.measured.ungraded = static_cast<std::size_t>(measured_ungraded);
                card.score.whole.reset();
                if (whole != 0) {
                    card.score.whole.emplace();
                    card.score.whole->points = sum.reached;
                    card.score.whole->of = sum.total;
                }
                card.score.regraded = regraded != 0;
                late.counted = card.counted;
                card.score.lateness = late.deadline.empty() ? std::nullopt : std::optional(late);
                card.document = with_documents ? parse_json(document, "the document of " + card.name) : Json();
                found[card.id].push_back(card);
            });
    });
    return found;
}

std::map<InstanceId, std::vector<CheckResult>> Index::results(
    const std::string& lab, const std::vector<std::string>& attempts) {
    std::map<InstanceId, std::vector<CheckResult>> found;
    InstanceId id;
    CheckResult result;
    std::string visibility;
    std::string verdict;
    std::string tags;
    // An array: with a subquery PostgreSQL chooses a bad plan until it has analysed a new table.
    const auto names = database_.on_server() ? fmt::format("{{{}}}", join(attempts, ",")) : to_line(Json(attempts));
    const std::string query =
        std::string(
            "SELECT lab, student, id, machine, title, number, visibility, verdict, reason, message, hide_errors, "
            "share, tags, max_score, seconds FROM results WHERE origin = :origin AND (lab = :lab OR :every = '') AND "
            "attempt ") +
        (database_.on_server() ? "= ANY(CAST(:names AS text[]))" : "IN (SELECT value FROM json_each(:names))") +
        " ORDER BY lab, student, place";
    database_.read([&](soci::session& sql) {
        each(
            (sql.prepare << query,
             soci::use(origin_),
             soci::use(lab),
             soci::use(lab),
             soci::use(names),
             soci::into(id.lab),
             soci::into(id.student),
             soci::into(result.check.id),
             soci::into(result.check.machine),
             soci::into(result.check.title),
             soci::into(result.check.number),
             soci::into(visibility),
             soci::into(verdict),
             soci::into(result.reason),
             soci::into(result.message),
             soci::into(result.check.hide_errors),
             soci::into(result.share),
             soci::into(tags),
             soci::into(result.check.points),
             soci::into(result.seconds)),
            [&] {
                result.check.visibility = visibility_from(visibility);
                result.verdict = verdict_from(verdict);
                result.check.tags = parse_json(tags, "the tags of " + result.check.id).get<std::vector<std::string>>();
                found[id].push_back(result);
            });
    });
    return found;
}

Index::Counts Index::counts() {
    Counts counts;
    database_.read([&](soci::session& sql) {
        const auto all = [&](const std::string& table) {
            int number = 0;
            sql << "SELECT COUNT(*) FROM " + table, soci::into(number);
            return static_cast<std::size_t>(number);
        };
        const auto of_here = [&](const std::string& table) {
            int number = 0;
            sql << "SELECT COUNT(*) FROM " + table + " WHERE origin = :origin", soci::use(origin_), soci::into(number);
            return static_cast<std::size_t>(number);
        };
        counts = {all("classes"), all("students"), of_here("instances"), of_here("attempts"), of_here("results")};
    });
    return counts;
}

} // namespace crocum
