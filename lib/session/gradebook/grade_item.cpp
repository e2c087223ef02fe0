#include "lib/session/gradebook/grade_item.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/store/grade_items.hpp"

namespace crocum {

namespace {

void require_valid(const GradeItemKey& key, const std::string& item) {
    constexpr std::size_t longest = 100;
    if (item != sanitize_line(item, longest) || words(item).empty()) {
        throw UsageError("--grade-item is one line of at most {} characters", longest);
    }
    if (key.system == "canvas" && item.find_first_not_of("0123456789") != std::string::npos) {
        throw with_hint(
            UsageError("--grade-item for Canvas is the number of an assignment, not \"{}\"", sanitize_line(item, 60)),
            "It is at the end of the address of the assignment, and in an exported gradebook: Lab 1 (4711)");
    }
}

} // namespace

std::string grade_item(const Context& context, const GradeItemKey& key, const std::string& given) {
    if (!given.empty()) {
        require_valid(key, given);
        return given;
    }
    std::string known;
    if (!key.class_name.empty()) {
        Database database(context.config.database, context.config.state);
        known = GradeItems(database).of(key.lab, key.class_name, key.system);
    }
    if (known.empty() && key.system == "moodle") {
        throw with_hint(
            UsageError("no grade item given: give --grade-item IDNUMBER"),
            "It is the \"ID number\" in the settings of the activity or grade item in Moodle. With --class, crocum "
            "remembers it for the next report");
    }
    return known;
}

void remember_grade_item(const Context& context, const GradeItemKey& key, const std::string& item) {
    if (key.class_name.empty()) {
        return;
    }
    try {
        Database database(context.config.database, context.config.state);
        GradeItems items(database);
        if (items.of(key.lab, key.class_name, key.system) != item) {
            items.set(key.lab, key.class_name, key.system, item);
        }
    } catch (const Interrupted&) {
        throw;
    } catch (const Error& error) {
        context.observer.note("the grade item is not remembered: " + join(error_chain(error), ": "));
    }
}

} // namespace crocum
