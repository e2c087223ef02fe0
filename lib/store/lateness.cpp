#include "lib/store/lateness.hpp"

namespace crocum {

long Lateness::seconds() const {
    return std::chrono::duration_cast<Seconds>(from_iso(counted) - from_iso(deadline)).count();
}

long Lateness::days_begun() const {
    constexpr long day = 86400;
    return std::max(0L, (seconds() + day - 1) / day);
}

Lateness lateness(Time deadline, Time counted, const LatePolicy& policy) {
    Lateness late;
    late.deadline = to_iso(deadline);
    late.counted = to_iso(counted);
    late.policy = to_string(policy);
    late.penalty = policy.penalty(static_cast<double>(late.seconds()));
    return late;
}

Lateness lateness(const DueDate& due, const std::string& counted) {
    auto late = lateness(due.at, from_iso(counted), due.late);
    late.source = due.source();
    return late;
}

Json to_json(const Lateness& lateness) {
    return {
        {"deadline", lateness.deadline},
        {"counted", lateness.counted},
        {"late_seconds", std::max(0L, lateness.seconds())},
        {"policy", lateness.policy},
        {"penalty_percent", lateness.penalty},
        {"source", lateness.source}};
}

Lateness lateness_from(const Json& document) {
    return {document.at("deadline"), document.at("counted"), document.at("policy"), document.at("penalty_percent"), ""};
}

} // namespace crocum
