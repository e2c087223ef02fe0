#include "lib/session/instance/instance_record.hpp"

#include "lib/base/error.hpp"

namespace crocum {

InstanceRecord::InstanceRecord(const Context& context, const Lock& lock, Instance value)
    : instance(std::move(value)), store_(context.config.state), lock_(lock) {
    try {
        if (const auto present = store_.find(instance.id)) {
            saved_ = to_json(*present);
        }
    } catch (const Error&) {
        // A damaged record is replaced.
    }
}

void InstanceRecord::save() {
    auto document = to_json(instance);
    if (saved_ != document) {
        store_.save(instance);
        saved_ = std::move(document);
    }
}

void InstanceRecord::remove() {
    store_.remove(instance.id);
    saved_.reset();
}

} // namespace crocum
