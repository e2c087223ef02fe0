#pragma once

#include "lib/roster/roster.hpp"
#include "lib/store/database.hpp"

#include <string>
#include <vector>

namespace crocum {

struct ClassSummary {
    std::string name;
    std::size_t students = 0; ///< without students who left
    std::size_t left = 0;
    std::string created; ///< ISO 8601
    std::string updated;
};

/// A field of a student that an import changes.
struct StudentChange {
    std::string student; ///< the id
    std::string field;   ///< "name", "email", "group", "id" (that of the roster), or another column
    std::string before;
    std::string after;
};

/// The result of an import into a class: ids of students.
struct ImportResult {
    bool created = false; ///< the class itself
    std::vector<std::string> added;
    std::vector<std::string> changed;
    std::vector<std::string> left;     ///< not in this roster: kept, and marked as left
    std::vector<std::string> returned; ///< had left before
    std::size_t same = 0;
    std::vector<StudentChange> changes; ///< of the students in `changed`
    std::vector<Student> students;      ///< the class afterwards: the roster, then students who left
    std::size_t before = 0;             ///< students who had not left
};

/// What an import would do where there is no database yet.
[[nodiscard]] ImportResult preview_of_first_class(const std::vector<Student>& roster);

/// The classes of a database.
class Classes {
public:
    /// The database has to outlive this object.
    explicit Classes(Database& database) : database_(database) {}

    /// What import() would do; changes nothing.
    [[nodiscard]] ImportResult preview(const std::string& name, const std::vector<Student>& roster);

    /// Creates a class from the roster, or updates it. A student whose id in the roster is in this or another class in
    /// another Unicode form (earlier versions kept it as it was) stays the same student.
    ImportResult import(const std::string& name, const std::vector<Student>& roster);

    [[nodiscard]] std::vector<ClassSummary> all();

    /// In the roster's order; students who left come last. Throws UsageError when the class does not exist.
    [[nodiscard]] std::vector<Student> students(const std::string& name);

    /// The classes that a student is in and has not left, sorted.
    [[nodiscard]] std::vector<std::string> of_student(const std::string& id);

    /// The secret from which the class's parameters are drawn: hexadecimal digits. Throws likewise.
    [[nodiscard]] std::string secret(const std::string& name);

    /// Removes the class; instances and attempts stay. Throws likewise.
    void remove(const std::string& name);

private:
    void require(const std::string& name);

    Database& database_;
};

} // namespace crocum
