#pragma once

#include "lib/lab/parameters.hpp"
#include "lib/store/database.hpp"
#include "lib/store/instance.hpp"

#include <string>

namespace crocum {

/// Whose secret a student's values are drawn from, and among whom they are unique.
struct DrawnIn {
    std::string class_name; ///< empty: those who are in no class
    std::string secret;
};

/// The values that were drawn for students. Once drawn, a value stays, whatever becomes of lab.yaml and the roster.
class Parameters {
public:
    /// The database has to outlive this object.
    explicit Parameters(Database& database) : database_(database) {}

    /// A value for each spec: the recorded one, that of `known` (an instance's record, where the database was lost), or
    /// one that is drawn and recorded now.
    [[nodiscard]] ParameterValues of(
        const InstanceId& id, const ParameterSpecs& specs, const DrawnIn& drawn_in, const ParameterValues& known = {});

    /// For scratch instances.
    void forget(const InstanceId& id);

private:
    Database& database_;
};

} // namespace crocum
