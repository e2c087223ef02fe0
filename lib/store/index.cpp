#include "lib/store/index.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"
#include "lib/store/soci.hpp"
#include "lib/store/state.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// Number of attempts in one transaction: a crash loses at most these, and the next update reads them again.
constexpr std::size_t at_a_time = 200;
/// An arbitrary key: PostgreSQL's advisory lock for writers of the index.
constexpr long long writing_lock = 0x63726f696478;

using Key = std::tuple<std::string, std::string, std::string>; ///< lab, student, attempt (empty: the instance)

/// Changes when the rows of attempts are made in another way, so that all are made anew.
const std::string row_form = "2;";

/// Changes when one of the files changes.
std::string stamp_of(const fs::path& folder, std::initializer_list<const char*> names) {
    std::string stamp;
    for (const auto* name : names) {
        stamp += file_stamp(folder / name) + ";";
    }
    return stamp;
}

template <typename Visit>
void each_folder(const fs::path& folder, const Visit& visit) {
    for (const auto& name : entries_of(folder)) {
        visit(folder / name, name);
    }
}

/// The stamps of the files, by key.
std::map<Key, std::string> stamps_of_files(const fs::path& state) {
    std::map<Key, std::string> stamps;
    each_folder(state / "attempts", [&](const fs::path& of_lab, const std::string& lab) {
        each_folder(of_lab, [&](const fs::path& of_student, const std::string& student) {
            if (!is_id(lab) || !is_id(student)) {
                return;
            }
            // They are part of the score of every attempt.
            const auto decisions = file_stamp(state / "decisions" / lab / (student + ".json")) + ";";
            each_folder(of_student, [&](const fs::path& folder, const std::string& name) {
                std::error_code broken;
                if (fs::exists(folder / "attempt.json", broken) || broken) {
                    stamps[{lab, student, name}] =
                        row_form + stamp_of(folder, {"attempt.json", "decisions.json", "regrades.json"}) + decisions;
                }
            });
        });
    });
    for (const auto& id : Instances(state).all()) {
        stamps[{id.lab, id.student, ""}] = stamp_of(state / "instances" / id.lab / id.student, {"instance.json"});
    }
    return stamps;
}

std::map<Key, std::string> stamps_of_rows(soci::session& sql, const std::string& origin) {
    std::map<Key, std::string> stamps;
    std::string lab;
    std::string student;
    std::string name;
    std::string stamp;
    for (const auto* query :
         {"SELECT lab, student, name, stamp FROM attempts WHERE origin = :origin",
          "SELECT lab, student, '', stamp FROM instances WHERE origin = :origin"}) {
        each(
            (sql.prepare << query,
             soci::use(origin),
             soci::into(lab),
             soci::into(student),
             soci::into(name),
             soci::into(stamp)),
            [&] {
                stamps[{lab, student, name}] = stamp;
            });
    }
    return stamps;
}

void forget(soci::session& sql, const std::string& origin, const Key& key) {
    const auto& [lab, student, name] = key;
    if (name.empty()) {
        sql << "DELETE FROM instances WHERE origin = :origin AND lab = :lab AND student = :student", soci::use(origin),
            soci::use(lab), soci::use(student);
        return;
    }
    for (const auto* table : {"results WHERE attempt", "attempts WHERE name"}) {
        sql << std::string("DELETE FROM ") + table +
                   " = :name AND origin = :origin AND lab = :lab AND student = :student",
            soci::use(name), soci::use(origin), soci::use(lab), soci::use(student);
    }
}

void put(soci::session& sql, const std::string& origin, const Instance& instance, const std::string& stamp) {
    const auto provider = instance.uri.empty() ? std::string("none") : instance.uri;
    const std::string phase = to_string(instance.phase);
    const auto resources = static_cast<int>(instance.resources.size() + instance.others.size());
    sql << "INSERT INTO instances (origin, lab, student, mark, provider, phase, broken, resources, created, stamp) "
           "VALUES (:origin, :lab, :student, :mark, :provider, :phase, :broken, :resources, :created, :stamp)",
        soci::use(origin), soci::use(instance.id.lab), soci::use(instance.id.student), soci::use(instance.mark),
        soci::use(provider), soci::use(phase), soci::use(instance.broken), soci::use(resources),
        soci::use(instance.created), soci::use(stamp);
}

/// An attempt's results in one statement: a JSON array, which the database splits into rows.
void put_results(soci::session& sql, const std::string& origin, const Grading& grading, bool on_server) {
    Json rows = Json::array();
    const auto results = grading.results();
    for (std::size_t i = 0; i < results.size(); ++i) {
        const auto& result = results[i];
        rows.push_back(
            {{"id", result.check.id},
             {"place", i},
             {"machine", result.check.machine},
             {"title", result.check.title},
             {"number", result.check.number},
             {"visibility", to_string(result.check.visibility)},
             {"verdict", to_string(result.verdict)},
             {"reason", result.reason},
             {"message", result.message},
             // A check that was not measured has no number.
             {"score", result.verdict == Verdict::ungraded ? Json() : Json(result.points())},
             {"max_score", result.check.points},
             {"seconds", result.seconds},
             {"hide_errors", result.check.hide_errors},
             {"share", result.share},
             {"tags", to_line(Json(result.check.tags))}});
    }
    const auto& attempt = grading.measured;
    const auto text = to_line(rows);
    const std::string head = "INSERT INTO results (origin, lab, student, attempt, id, place, machine, title, "
                             "visibility, verdict, reason, message, "
                             "score, max_score, seconds, number, hide_errors, share, tags) ";
    const std::string from_server =
        "SELECT :origin, :lab, :student, :name, r.id, r.place, r.machine, r.title, r.visibility, r.verdict, r.reason, "
        "r.message, "
        "r.score, r.max_score, r.seconds, r.number, r.hide_errors, r.share, r.tags FROM jsonb_to_recordset(CAST(:rows "
        "AS "
        "jsonb)) AS r(id text, place integer, "
        "machine text, title text, visibility text, verdict text, reason text, message text, score double precision, "
        "max_score double precision, seconds double precision, number text, hide_errors text, share double precision, "
        "tags text)";
    const std::string from_file =
        "SELECT :origin, :lab, :student, :name, value->>'id', value->>'place', value->>'machine', value->>'title', "
        "value->>'visibility', value->>'verdict', value->>'reason', value->>'message', value->>'score', "
        "value->>'max_score', value->>'seconds', value->>'number', value->>'hide_errors', value->>'share', "
        "value->>'tags' FROM json_each(:rows)";
    sql << head + (on_server ? from_server : from_file), soci::use(origin), soci::use(attempt.id.lab),
        soci::use(attempt.id.student), soci::use(attempt.name), soci::use(text);
}

void put(
    soci::session& sql, const std::string& origin, const Grading& grading, const std::string& stamp, bool on_server) {
    const auto card = card_of(grading);
    const auto& attempt = grading.measured;
    const auto& score = card.score;
    const auto flag = [](bool value) { return value ? 1 : 0; };
    const int partial = flag(score.partial);
    const int complete = flag(score.complete());
    const int settled = flag(score.settled());
    const int decided = flag(score.decided);
    const int regraded = flag(score.regraded);
    const int whole = flag(score.whole.has_value());
    const auto ungraded = static_cast<int>(score.sum.ungraded);
    const auto measured_ungraded = static_cast<int>(score.measured.ungraded);
    const double reached = score.reached();
    const auto checks = static_cast<int>(card.checks);
    const double awarded = score.awarded();
    auto is_final = score.final() ? soci::i_ok : soci::i_null;
    const auto late = card.score.lateness.value_or(Lateness{});
    const auto suites = to_line(Json(attempt.suite_digests));
    const auto document = to_line(card.document);
    sql << "INSERT INTO attempts (origin, lab, student, name, title, instance, started, finished, partial, complete, "
           "settled, "
           "score, "
           "max_score, reached, measured, ungraded, checks, decided, decided_by, decided_why, whole, measured_reached, "
           "measured_ungraded, regraded, deadline, counted, late_policy, penalty, suites, document, stamp) VALUES "
           "(:origin, :lab, :student, :name, :title, :instance, "
           ":started, :finished, :partial, :complete, :settled, :score, :max_score, :reached, :measured, :ungraded, "
           ":checks, :decided, :decided_by, :decided_why, :whole, :measured_reached, :measured_ungraded, :regraded, "
           ":deadline, :counted, :late_policy, :penalty, :suites, :document, :stamp)",
        soci::use(origin), soci::use(attempt.id.lab), soci::use(attempt.id.student), soci::use(attempt.name),
        soci::use(attempt.title), soci::use(attempt.instance), soci::use(attempt.started), soci::use(attempt.finished),
        soci::use(partial), soci::use(complete), soci::use(settled), soci::use(awarded, is_final),
        soci::use(score.sum.total), soci::use(reached), soci::use(score.sum.measured), soci::use(ungraded),
        soci::use(checks), soci::use(decided), soci::use(card.decided_by), soci::use(card.decided_why),
        soci::use(whole), soci::use(score.measured.reached), soci::use(measured_ungraded), soci::use(regraded),
        soci::use(late.deadline), soci::use(card.counted), soci::use(late.policy), soci::use(late.penalty),
        soci::use(suites), soci::use(document), soci::use(stamp);
    put_results(sql, origin, grading, on_server);
}

} // namespace

struct Index::Plan {
    std::vector<std::pair<Key, std::string>> changed; ///< with the present stamp of the files
    std::vector<Key> gone;
};

/// Of one part of a plan, with indexes into it.
struct Index::Files {
    std::vector<std::pair<std::size_t, Grading>> gradings;
    std::vector<std::pair<std::size_t, Instance>> records;
    std::vector<Damaged> damaged;
};

Index::Index(Database& database, fs::path state)
    : database_(database), state_(std::move(state)), origin_(database.on_server() ? kept_random(state_ / "id") : "") {}

Index::Plan Index::compare() {
    std::map<Key, std::string> rows;
    database_.read([&](soci::session& sql) { rows = stamps_of_rows(sql, origin_); });
    Plan plan;
    for (auto& [key, stamp] : stamps_of_files(state_)) {
        const auto row = rows.find(key);
        if (row == rows.end() || row->second != stamp) {
            plan.changed.emplace_back(key, stamp);
        }
        if (row != rows.end()) {
            rows.erase(row);
        }
    }
    for (const auto& [key, stamp] : rows) {
        plan.gone.push_back(key);
    }
    return plan;
}

Index::Files Index::read(const Plan& plan, std::size_t begin, std::size_t end) const {
    const Attempts attempts(state_);
    const Instances instances(state_);
    Files files;
    for (auto i = begin; i < end; ++i) {
        const auto& [lab, student, name] = plan.changed[i].first;
        try {
            if (!name.empty()) {
                files.gradings.emplace_back(i, attempts.grading({lab, student}, name));
            } else if (auto instance = instances.find({lab, student})) {
                files.records.emplace_back(i, std::move(*instance));
            }
        } catch (const std::exception& error) {
            files.damaged.push_back({{lab, student}, name, error_chain(error).back()});
        }
    }
    return files;
}

Index::Behind Index::behind() {
    const auto plan = compare();
    auto files = read(plan, 0, plan.changed.size());
    return {plan.changed.size() - files.damaged.size() + plan.gone.size(), std::move(files.damaged)};
}

Index::Changes Index::bring_up_to_date(const std::function<void(std::size_t, std::size_t)>& progress) {
    const auto plan = compare();
    Changes changes;
    if (!plan.gone.empty()) {
        database_.write(
            [&](soci::session& sql) {
                for (const auto& key : plan.gone) {
                    forget(sql, origin_, key);
                }
            },
            writing_lock);
        changes.removed = plan.gone.size();
    }
    for (std::size_t begin = 0; begin < plan.changed.size(); begin += at_a_time) {
        const auto end = std::min(begin + at_a_time, plan.changed.size());
        auto files = read(plan, begin, end);
        changes.damaged.insert(
            changes.damaged.end(),
            std::make_move_iterator(files.damaged.begin()),
            std::make_move_iterator(files.damaged.end()));
        database_.write(
            [&](soci::session& sql) {
                for (auto i = begin; i < end; ++i) {
                    forget(sql, origin_, plan.changed[i].first);
                }
                for (const auto& [i, grading] : files.gradings) {
                    put(sql, origin_, grading, plan.changed[i].second, database_.on_server());
                }
                for (const auto& [i, instance] : files.records) {
                    put(sql, origin_, instance, plan.changed[i].second);
                }
            },
            writing_lock);
        changes.attempts += files.gradings.size();
        changes.instances += files.records.size();
        if (progress) {
            progress(end, plan.changed.size());
        }
    }
    return changes;
}

void Index::clear() {
    database_.write([&](soci::session& sql) {
        for (const auto* table : {"results", "attempts", "instances"}) {
            sql << std::string("DELETE FROM ") + table + " WHERE origin = :origin", soci::use(origin_);
        }
    });
}

} // namespace crocum
