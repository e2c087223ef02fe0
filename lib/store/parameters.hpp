#pragma once

#include "lib/lab/parameters.hpp"
#include "lib/store/database.hpp"
#include "lib/store/instance.hpp"

#include <string>

namespace crocum {

/// The class whose secret gives a student's values, and in which these are unique.
struct DrawnIn {
    std::string class_name; ///< empty: for students in no class
    std::string secret;
};

/// The values that were drawn for students. A drawn value never changes, also when lab.yaml or the roster changes.
class Parameters {
public:
    /// The database has to outlive this object.
    explicit Parameters(Database& database) : database_(database) {}

    /// A value for each spec: the recorded one, else the one in `known` (from an instance's record, when the database
    /// was lost), else a new one, which is recorded.
    [[nodiscard]] ParameterValues of(
        const InstanceId& id, const ParameterSpecs& specs, const DrawnIn& drawn_in, const ParameterValues& known = {});

    /// For scratch instances.
    void forget(const InstanceId& id);

private:
    Database& database_;
};

} // namespace crocum
