#pragma once

#include "lib/session/context.hpp"
#include "lib/session/listing/instance_summary.hpp"
#include "lib/session/listing/lab_summary.hpp"
#include "lib/store/score_card.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace crocum {

/// One student of a class in the overview of a lab.
struct StudentSummary {
    std::string student;
    std::string name;
    std::string group;
    bool left = false;
    std::optional<ScoreCard> last;  ///< also if the instance does not exist any more
    std::vector<std::string> notes; ///< about the score
    std::optional<DueDate> due;
    std::string error; ///< why the score could not be read
};

struct Overview {
    std::vector<LabSummary> labs;
    std::vector<InstanceSummary> instances;
    std::vector<StudentSummary> students; ///< of the selected class, in its order
    std::vector<DueDate> due_dates;       ///< of the selected class: its own, then extensions
    std::set<std::string> problems;       ///< providers that did not answer, although there are instances on them
    std::vector<std::string> notes;       ///< other information that could not be read
};

/// Selects the contents of an overview.
struct OverviewOptions {
    std::string lab;             ///< only this lab; empty: all
    std::string class_name;      ///< its students, whether they have an instance or not
    bool with_documents = false; ///< of attempts
};

/// The labs on the lab path and all instances. A failure with one of them does not hide the others. Throws UsageError
/// for an unknown class.
[[nodiscard]] Overview overview(Context& context, const OverviewOptions& options = {});

} // namespace crocum
