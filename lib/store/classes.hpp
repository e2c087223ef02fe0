#pragma once

#include "lib/roster/roster.hpp"
#include "lib/store/database.hpp"

#include <string>
#include <vector>

namespace crocum {

struct ClassSummary {
    std::string name;
    std::size_t students = 0; ///< without those who left
    std::size_t left = 0;
    std::string created; ///< ISO 8601
    std::string updated;
};

/// What an import has done to a class: ids of students.
struct ImportResult {
    bool created = false; ///< the class itself
    std::vector<std::string> added;
    std::vector<std::string> changed;
    std::vector<std::string> left;     ///< are not in this roster: kept, and marked
    std::vector<std::string> returned; ///< had left before
    std::size_t same = 0;
};

/// The classes of a database.
class Classes {
public:
    /// The database has to outlive this object.
    explicit Classes(Database& database) : database_(database) {}

    /// Makes a class of the roster, or brings it up to the roster.
    ImportResult import(const std::string& name, const std::vector<Student>& roster);

    [[nodiscard]] std::vector<ClassSummary> all();

    /// In the roster's order; those who left come last. Throws UsageError where there is no such class.
    [[nodiscard]] std::vector<Student> students(const std::string& name);

    /// The classes that a student is in and has not left, sorted.
    [[nodiscard]] std::vector<std::string> of_student(const std::string& id);

    /// The secret that the class's parameters are drawn from: hexadecimal digits. Throws likewise.
    [[nodiscard]] std::string secret(const std::string& name);

    /// Forgets the roster; instances and attempts stay. Throws likewise.
    void remove(const std::string& name);

private:
    void require(const std::string& name);

    Database& database_;
};

} // namespace crocum
