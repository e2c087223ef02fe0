#pragma once

#include "lib/store/database.hpp"

#include <string>

namespace crocum {

/// The grade items of other systems ("moodle", "canvas") that receive the scores of a class in a lab. They are removed
/// with their class.
class GradeItems {
public:
    /// The database has to outlive this object.
    explicit GradeItems(Database& database) : database_(database) {}

    /// What names the grade item in that system; empty when it is not known.
    [[nodiscard]] std::string of(const std::string& lab, const std::string& class_name, const std::string& system);

    /// Replaces an earlier one. The class has to exist.
    void set(const std::string& lab, const std::string& class_name, const std::string& system, const std::string& item);

private:
    Database& database_;
};

} // namespace crocum
