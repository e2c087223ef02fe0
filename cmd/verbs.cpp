#include "cmd/verbs.hpp"

#include <array>

namespace crocum {

namespace {

constexpr std::array verbs{
    VerbEntry{"lab", "up", add_lab_up},
    VerbEntry{"lab", "check", add_lab_check},
    VerbEntry{"lab", "list", add_lab_list},
    VerbEntry{"lab", "status", add_lab_status},
    VerbEntry{"lab", "exec", add_lab_exec},
    VerbEntry{"lab", "solve", add_lab_solve},
    VerbEntry{"lab", "down", add_lab_down},
    VerbEntry{"lab", "validate", add_lab_validate},
    VerbEntry{"lab", "verify", add_lab_verify},
    VerbEntry{"lab", "show", add_lab_show},
    VerbEntry{"lab", "regrade", add_lab_regrade},
    VerbEntry{"lab", "task", add_lab_task},
    VerbEntry{"grade", "set", add_grade_set},
    VerbEntry{"grade", "clear", add_grade_clear},
    VerbEntry{"grade", "list", add_grade_list},
    VerbEntry{"due", "set", add_due_set},
    VerbEntry{"due", "list", add_due_list},
    VerbEntry{"due", "clear", add_due_clear},
    VerbEntry{"class", "import", add_class_import},
    VerbEntry{"class", "list", add_class_list},
    VerbEntry{"class", "show", add_class_show},
    VerbEntry{"class", "export", add_class_export},
    VerbEntry{"class", "remove", add_class_remove},
    VerbEntry{"db", "check", add_db_check},
    VerbEntry{"db", "backup", add_db_backup},
    VerbEntry{"db", "migrate", add_db_migrate},
    VerbEntry{"db", "rebuild", add_db_rebuild},
    VerbEntry{"", "report", add_report},
    VerbEntry{"", "console", add_console},
    VerbEntry{"", "python-path", add_python_path},
};

constexpr std::array groups{
    GroupEntry{"lab", "Labs and their instances"},
    GroupEntry{"grade", "Decisions of teachers about scores"},
    GroupEntry{"due", "When labs are due, for classes and single students"},
    GroupEntry{"class", "Classes and their students"},
    GroupEntry{"db", "The database: classes, and an index of instances and attempts"},
    GroupEntry{"", ""},
};

} // namespace

std::span<const VerbEntry> all_verbs() {
    return verbs;
}

std::span<const GroupEntry> all_groups() {
    return groups;
}

const VerbEntry* named_verb(const std::vector<std::string>& arguments) {
    for (const auto& verb : verbs) {
        const std::size_t depth = verb.group.empty() ? 1 : 2;
        if (arguments.size() >= depth && arguments[depth - 1] == verb.name &&
            (verb.group.empty() || arguments[0] == verb.group)) {
            return &verb;
        }
    }
    return nullptr;
}

} // namespace crocum
