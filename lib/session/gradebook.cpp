#include "lib/session/gradebook.hpp"

#include "lib/base/text.hpp"
#include "lib/session/scores.hpp"
#include "lib/store/classes.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace crocum {

namespace {

/// A lab's title, where its folder is still there and can be read.
std::string title_of(const Session& session, const std::string& lab) {
    try {
        const auto title = load_lab(find_lab(lab, session.config.labs)).title;
        return title.empty() ? lab : sanitize_line(title, 200);
    } catch (const Error&) {
        return lab;
    }
}

/// "3 of 7 checks ungraded"
std::string ungraded_of(const ScoreCard& card) {
    return fmt::format("{} of {} ungraded", card.score.sum.ungraded, plural(card.checks, "check"));
}

/// "3 of 7 checks ungraded: srv: agent_silent: no agent runs in srv"
std::string why_ungraded(const GradebookRow& row) {
    auto text = ungraded_of(*row.card);
    const auto first = std::find_if(row.results.begin(), row.results.end(), [](const CheckResult& result) {
        return result.verdict == Verdict::ungraded;
    });
    if (first != row.results.end()) {
        text += fmt::format(": {}: {}: {}", first->check.machine, first->reason, first->message);
    }
    return sanitize_line(text, 200);
}

/// A newer one may have been the score.
void add_damaged(GradebookRow& row, const std::vector<std::string>& damaged) {
    if (damaged.empty()) {
        return;
    }
    const bool newer = row.card && damaged.front() > row.card->name;
    row.problems.push_back(fmt::format(
        "{} cannot be read: {}{}",
        newer ? "a newer attempt" : "an attempt",
        sanitize_line(damaged.front(), 60),
        damaged.size() == 1 ? "" : fmt::format(" (and {} more)", damaged.size() - 1)));
}

/// What a person should look at. `cards`: of all attempts.
void add_problems(GradebookRow& row, const std::vector<ScoreCard>& cards, const std::vector<std::string>& damaged) {
    if (row.student.left) {
        row.problems.emplace_back("left the class");
    }
    add_damaged(row, damaged);
    if (!row.card) {
        if (damaged.empty()) {
            row.problems.emplace_back("no attempt");
        }
        return;
    }
    const auto& card = *row.card;
    if (card.score.partial) {
        row.problems.emplace_back("only a part of the checks was asked for");
    } else if (!card.score.final()) {
        row.problems.push_back(why_ungraded(row));
    } else if (card.checks == 0) {
        row.problems.emplace_back("an attempt without checks");
    } else {
        // What was asked for in part says nothing of the whole, and hides nothing of it.
        const auto newest =
            std::find_if(cards.begin(), cards.end(), [](const ScoreCard& other) { return !other.score.partial; });
        if (newest != cards.end() && newest->name != card.name && !newest->complete) {
            row.problems.push_back("a newer attempt has " + ungraded_of(*newest));
        }
    }
    if (card.score.decided) {
        row.problems.push_back("decided by " + sanitize_line(card.decided_by, 60));
    }
}

/// Checks of all rows in the order of the suites: each stands behind what stands before it in its own row.
std::vector<Check> checks_of(const std::vector<GradebookRow>& rows) {
    std::vector<Check> checks;
    std::set<std::string> known;
    for (const auto& row : rows) {
        std::size_t place = 0;
        for (const auto& result : row.results) {
            const auto& check = result.check;
            if (known.insert(check.id).second) {
                checks.insert(checks.begin() + static_cast<std::ptrdiff_t>(place), check);
            }
            const auto at =
                std::find_if(checks.begin(), checks.end(), [&](const Check& other) { return other.id == check.id; });
            place = static_cast<std::size_t>(at - checks.begin()) + 1;
        }
    }
    return checks;
}

Gradebook make(
    const Session& session,
    const std::string& lab,
    const std::vector<Student>& students,
    AttemptPolicy policy,
    const Scores& scores) {
    Gradebook book;
    book.lab = lab;
    book.title = title_of(session, lab);
    book.policy = policy;
    book.made = to_iso(session.begun);
    std::vector<std::vector<ScoreCard>> cards;
    std::vector<std::pair<InstanceId, std::string>> chosen;
    for (const auto& student : students) {
        auto& row = book.rows.emplace_back();
        row.student = student;
        auto& all = cards.emplace_back();
        try {
            all = scores.of({lab, student.id});
        } catch (const Error& error) {
            row.problems.push_back(sanitize_line(join(error_chain(error), ": "), 200));
        }
        row.attempts = static_cast<std::size_t>(
            std::count_if(all.begin(), all.end(), [](const ScoreCard& card) { return !card.score.partial; }));
        if (const auto* card = counting(all, policy); card != nullptr) {
            row.card = *card;
            chosen.emplace_back(card->id, card->name);
        }
    }
    auto results = scores.results(chosen);
    std::string newest;
    for (std::size_t i = 0; i < book.rows.size(); ++i) {
        auto& row = book.rows[i];
        row.results = std::move(results[{lab, row.student.id}]);
        add_problems(row, cards[i], scores.damaged({lab, row.student.id}));
        if (row.graded() && row.card->started > newest) {
            newest = row.card->started;
            book.total = row.card->score.sum.total;
        }
    }
    // Nobody has a grade: what the lab would be worth.
    for (const auto& row : book.rows) {
        if (newest.empty() && row.card && !row.card->score.partial) {
            book.total = std::max(book.total, row.card->score.sum.total);
        }
    }
    for (auto& row : book.rows) {
        if (row.graded() && row.card->score.sum.total != book.total) {
            row.problems.push_back(
                fmt::format("out of {}, not {}", number(row.card->score.sum.total), number(book.total)));
        }
    }
    book.checks = checks_of(book.rows);
    return book;
}

/// Somebody who is in no roster.
Student nobody_known_as(const std::string& id) {
    Student student;
    student.id = student.external = id;
    return student;
}

/// As a class knows somebody; nothing where none does.
std::optional<Student> of_some_class(const Session& session, const std::string& id, std::vector<std::string>& notes) {
    try {
        Database database(session.config.database, session.config.state);
        Classes classes(database);
        for (const auto& name : classes.of_student(id)) {
            for (auto& student : classes.students(name)) {
                if (student.id == id) {
                    return std::move(student);
                }
            }
        }
    } catch (const Error& error) {
        notes.push_back("the name is not known: " + join(error_chain(error), ": "));
    }
    return std::nullopt;
}

UsageError unknown(const std::string& id, const std::string& where) {
    return with_hint(
        UsageError("nothing is known of student {}{}", id, where),
        "\"crocum class show NAME\" shows who is in a class");
}

} // namespace

Gradebook gradebook(const Session& session, const GradebookOptions& options, std::vector<std::string>& notes) {
    require_known_lab(session, options.lab);
    std::vector<Student> students;
    if (!options.who.class_name.empty()) {
        students = find_students(session, options.who, true);
    } else {
        const auto made = Instances(session.config.state).all();
        for (const auto& name : options.who.students) {
            const InstanceId id{options.lab, name};
            const auto known = of_some_class(session, name, notes);
            if (!known && Attempts(session.config.state).names(id).empty() &&
                std::find(made.begin(), made.end(), id) == made.end()) {
                throw unknown(name, " in " + options.lab);
            }
            students.push_back(known.value_or(nobody_known_as(name)));
        }
    }
    const Scores scores(session, options.lab, false);
    auto book = make(session, options.lab, students, options.policy, scores);
    book.class_name = options.who.class_name;
    std::erase_if(book.rows, [](const GradebookRow& row) { return row.student.left && !row.card; });
    notes.insert(notes.end(), scores.notes().begin(), scores.notes().end());
    return book;
}

std::vector<Gradebook> sheet_of_student(
    const Session& session, const std::string& student, AttemptPolicy policy, std::vector<std::string>& notes) {
    const auto known = of_some_class(session, student, notes);
    const auto labs = Attempts(session.config.state).labs_of(student);
    if (labs.empty() && !known) {
        throw unknown(student, "");
    }
    const Scores scores(session, "", false);
    std::vector<Gradebook> books;
    for (const auto& lab : labs) {
        books.push_back(make(session, lab, {known.value_or(nobody_known_as(student))}, policy, scores));
    }
    notes.insert(notes.end(), scores.notes().begin(), scores.notes().end());
    return books;
}

} // namespace crocum
