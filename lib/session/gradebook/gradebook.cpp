#include "lib/session/gradebook/gradebook.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/session/grade_rules.hpp"
#include "lib/session/gradebook/row_notes.hpp"
#include "lib/session/gradebook/score_source.hpp"
#include "lib/session/gradebook/title.hpp"
#include "lib/session/instance/create.hpp"
#include "lib/session/student_names.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/classes.hpp"
#include "lib/store/instance.hpp"
#include "lib/store/score_card.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace crocum {

namespace {

/// The total of the lab: from the newest complete attempt of any student; without one, the largest total of all
/// attempts that were not partial.
double total_of(const std::vector<std::vector<ScoreCard>>& cards) {
    const ScoreCard* newest = nullptr;
    double largest = 0;
    for (const auto& all : cards) {
        for (const auto& card : all) {
            const bool counts = card.score.complete() && card.checks > 0;
            if (counts && (newest == nullptr || card.started > newest->started)) {
                newest = &card;
            }
            largest = card.score.partial ? largest : std::max(largest, card.score.sum.total);
        }
    }
    return newest != nullptr ? newest->score.sum.total : largest;
}

/// The checks of all rows in the order of the suites: each check follows the checks that precede it in its own row.
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

/// Enters the due dates: of the students, who can be in several classes, and of the class of the gradebook.
void add_due(const Context& context, Gradebook& book) {
    for (auto& row : book.rows) {
        const auto* due = grade_rules(context).due({book.lab, row.student.id});
        if (due == nullptr) {
            continue;
        }
        row.due = {to_iso(due->at), due->source()};
        if (!due->is_extension() && due->class_name == book.class_name) {
            book.due = row.due.at;
        }
    }
}

Gradebook make(
    const Context& context,
    const std::string& lab,
    const std::vector<Student>& students,
    std::optional<AttemptPolicy> wanted,
    const ScoreSource& scores) {
    const auto policy = wanted.value_or(grade_rules(context).policy(lab));
    Gradebook book;
    book.lab = lab;
    book.policy = policy;
    book.made = to_iso(context.begun);
    std::vector<std::vector<ScoreCard>> cards;
    std::vector<std::vector<std::string>> damaged;
    std::vector<std::pair<InstanceId, std::string>> chosen;
    for (const auto& student : students) {
        auto& row = book.rows.emplace_back();
        row.student = student;
        auto& all = cards.emplace_back();
        auto& broken = damaged.emplace_back();
        try {
            all = scores.of({lab, student.id});
            broken = scores.damaged({lab, student.id});
        } catch (const Error& error) {
            row.problems.push_back(sanitize_line(join(error_chain(error), ": "), 200));
        }
        row.attempts = static_cast<std::size_t>(
            std::count_if(all.begin(), all.end(), [](const ScoreCard& card) { return !card.score.partial; }));
        if (const auto* card = current_whole_card(all, policy); card != nullptr) {
            row.card = *card;
            chosen.emplace_back(card->id, card->name);
        }
    }
    auto results = scores.results(chosen);
    book.title = title_of(context, lab, cards);
    book.total = total_of(cards);
    for (std::size_t i = 0; i < book.rows.size(); ++i) {
        auto& row = book.rows[i];
        row.results = std::move(results[{lab, row.student.id}]);
        add_row_notes(row, scores, cards[i], damaged[i]);
        if (row.graded() && row.card->score.sum.total != book.total) {
            row.problems.push_back(
                fmt::format("out of {}, not {}", number(row.card->score.sum.total), number(book.total)));
        }
    }
    book.checks = checks_of(book.rows);
    return book;
}

/// A student who is in no roster.
Student without_roster(const std::string& id) {
    Student student;
    student.id = student.external = id;
    return student;
}

/// A student in one of the classes; nothing if no class has this student.
std::optional<Student> of_some_class(const Context& context, const std::string& id, std::vector<std::string>& notes) {
    try {
        return student_of_some_class(context, id);
    } catch (const Error& error) {
        notes.push_back("names of students are missing: " + join(error_chain(error), ": "));
        return std::nullopt;
    }
}

UsageError unknown_student(const std::string& id, const std::string& where) {
    return with_hint(
        UsageError("unknown student {}{}", id, where), "\"crocum class show NAME\" shows the students of a class");
}

} // namespace

Gradebook gradebook(const Context& context, const GradebookOptions& options, std::vector<std::string>& notes) {
    require_known_lab(context, options.lab);
    std::vector<Student> students;
    if (!options.who.class_name.empty()) {
        students = find_students(context, options.who, true);
    } else {
        const auto instances = Instances(context.config.state).all();
        for (const auto& given : options.who.students) {
            const auto name = student_meant(context, options.lab, "", given);
            const InstanceId id{options.lab, name};
            const auto known = of_some_class(context, name, notes);
            if (!known && Attempts(context.config.state).names(id).empty() &&
                std::find(instances.begin(), instances.end(), id) == instances.end()) {
                throw unknown_student(name, " in " + options.lab);
            }
            students.push_back(known.value_or(without_roster(name)));
        }
    }
    const ScoreSource scores(context, options.lab, false);
    auto book = make(context, options.lab, students, options.policy, scores);
    book.class_name = options.who.class_name;
    add_due(context, book);
    std::erase_if(book.rows, [](const GradebookRow& row) { return row.student.left && !row.card; });
    notes.insert(notes.end(), scores.notes().begin(), scores.notes().end());
    return book;
}

std::vector<Gradebook> sheet_of_student(
    const Context& context,
    const std::string& student,
    std::optional<AttemptPolicy> policy,
    std::vector<std::string>& notes) {
    const auto known = of_some_class(context, student, notes);
    const auto labs = Attempts(context.config.state).labs_of(student);
    if (labs.empty() && !known) {
        throw unknown_student(student, "");
    }
    const ScoreSource scores(context, "", false);
    std::vector<Gradebook> books;
    books.reserve(labs.size());
    for (const auto& lab : labs) {
        books.push_back(make(context, lab, {known.value_or(without_roster(student))}, policy, scores));
    }
    notes.insert(notes.end(), scores.notes().begin(), scores.notes().end());
    return books;
}

} // namespace crocum
