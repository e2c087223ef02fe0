#include "lib/session/batch_row.hpp"

#include "lib/base/text.hpp"

#include <algorithm>

namespace crocum {

namespace {

Outcome outcome_of(Exit exit) {
    switch (exit) {
    case Exit::locked:
        return Outcome::locked;
    case Exit::leftovers:
        return Outcome::left_over;
    case Exit::ungraded:
        return Outcome::unreachable;
    default:
        return Outcome::failed;
    }
}

void describe(BatchRow& row, const std::exception& error) {
    const auto exit = error_exit(error);
    const auto chain = error_chain(error);
    row.outcome = outcome_of(exit);
    // A usage error of one student is a failure of that student: the command line named a class.
    row.exit = exit == Exit::usage ? Exit::failed : exit;
    row.detail = sanitize_line(join(chain, ": "));
    if (const auto shortage = error_waits_for(error); shortage != Shortage::none) {
        row.outcome = Outcome::waiting;
        row.waits_for = shortage;
        row.detail = sanitize_line(chain.back()); // The same for all students that wait.
    }
    // Also a machine that is off: the second turn of up starts it again.
    row.retryable = row.outcome == Outcome::unreachable || row.outcome == Outcome::locked;
    row.hint = sanitize_line(error_hint(error));
}

} // namespace

std::string BatchRow::outcome_text() const {
    const std::string text = to_string(outcome);
    return waits_for == Shortage::none ? text : fmt::format("{}: {}", text, to_string(waits_for));
}

BatchRow row_of(const Target& target, std::exception_ptr failure) {
    BatchRow row;
    row.target = target;
    row.failure = failure;
    try {
        std::rethrow_exception(failure);
    } catch (const Interrupted&) {
        row.outcome = Outcome::interrupted;
        row.exit = Exit::ungraded;
    } catch (const std::exception& error) {
        describe(row, error);
    }
    return row;
}

Exit exit_of(const std::vector<BatchRow>& rows) {
    for (const auto exit : {Exit::locked, Exit::leftovers, Exit::failed, Exit::ungraded}) {
        if (std::any_of(rows.begin(), rows.end(), [&](const BatchRow& row) { return row.exit == exit; })) {
            return exit;
        }
    }
    return Exit::done;
}

Json to_json(const BatchRow& row) {
    Json object{
        {"student", row.target.student},
        {"name", row.target.name},
        {"outcome", row.outcome_text()},
        {"exit", static_cast<int>(row.exit)},
        {"detail", row.detail},
        {"hint", row.hint},
        {"second_try", row.is_retry},
        {"seconds", row.seconds}};
    if (row.score) {
        object["attempt"] = row.attempt;
        object["lowered_from"] = row.lowered_from ? Json(*row.lowered_from) : Json();
        object.update(to_json(*row.score));
    }
    return object;
}

Json outcomes(const std::vector<BatchRow>& rows) {
    Json object = Json::object();
    for (const auto& row : rows) {
        const auto outcome = row.outcome_text();
        object[outcome] = object.value(outcome, 0) + 1;
    }
    return object;
}

} // namespace crocum
