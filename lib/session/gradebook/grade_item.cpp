#include "lib/session/gradebook/grade_item.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/store/grade_items.hpp"

namespace crocum {

std::string grade_item(
    const Context& context, const std::string& lab, const std::string& class_name, const std::string& given) {
    constexpr std::size_t longest = 100;
    if (!given.empty()) {
        if (given != sanitize_line(given, longest) || words(given).empty()) {
            throw UsageError("--grade-item is one line of at most {} characters", longest);
        }
        return given;
    }
    std::string known;
    if (!class_name.empty()) {
        Database database(context.config.database, context.config.state);
        known = GradeItems(database).of(lab, class_name);
    }
    if (known.empty()) {
        throw with_hint(
            UsageError("no grade item given: give --grade-item IDNUMBER"),
            "It is the \"ID number\" in the settings of the activity or grade item in Moodle. With --class, crocum "
            "remembers it for the next report");
    }
    return known;
}

void remember_grade_item(
    const Context& context, const std::string& lab, const std::string& class_name, const std::string& item) {
    if (class_name.empty()) {
        return;
    }
    try {
        Database database(context.config.database, context.config.state);
        GradeItems items(database);
        if (items.of(lab, class_name) != item) {
            items.set(lab, class_name, item);
        }
    } catch (const Interrupted&) {
        throw;
    } catch (const Error& error) {
        context.observer.note("the grade item is not remembered: " + join(error_chain(error), ": "));
    }
}

} // namespace crocum
