#pragma once

#include "lib/base/clock.hpp"
#include "lib/base/json.hpp"
#include "lib/lab/late_policy.hpp"
#include "lib/store/database.hpp"
#include "lib/store/instance.hpp"

#include <map>
#include <string>
#include <vector>

namespace crocum {

/// When a lab is due: for a class, or for one of its students (an extension).
struct DueDate {
    std::string lab;
    std::string class_name;
    std::string student; ///< empty: all students of the class who have no extension
    Time at;
    LatePolicy late;
    std::string who;  ///< who set it
    std::string when; ///< ISO 8601

    [[nodiscard]] bool is_extension() const { return !student.empty(); }

    /// "class net", "extension in class net"
    [[nodiscard]] std::string source() const;
};

[[nodiscard]] Json to_json(const DueDate& due);

/// The due dates in the database. They are removed with their class.
class DueDates {
public:
    /// The database has to outlive this object.
    explicit DueDates(Database& database) : database_(database) {}

    /// Replaces earlier ones, all or none. They are of one class, and not none. Throws UsageError when the class does
    /// not exist, or a student is not in it.
    void set(const std::vector<DueDate>& dates);

    /// Removes extensions of these students; "" is the due date of the class. Returns what was removed. Throws
    /// UsageError when the class does not exist.
    [[nodiscard]] std::vector<DueDate> clear(
        const std::string& lab, const std::string& class_name, const std::vector<std::string>& students);

    /// Of one lab if `lab` is not empty, and of one class if `class_name` is not empty; classes before extensions.
    [[nodiscard]] std::vector<DueDate> all(const std::string& lab, const std::string& class_name);

    /// The due date of each student: the extension, else that of the class. Of several classes, the latest counts.
    [[nodiscard]] std::map<InstanceId, DueDate> by_student(const std::string& lab);

private:
    Database& database_;
};

} // namespace crocum
