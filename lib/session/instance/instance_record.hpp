#pragma once

#include "lib/base/lock.hpp"
#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

#include <filesystem>
#include <optional>

namespace crocum {

/// An instance and its record on disk, for a command that holds the instance's lock. It is the only writer of the
/// record during up and down.
class InstanceRecord {
public:
    /// The lock has to outlive this object. Nothing is written yet.
    InstanceRecord(const Context& context, const Lock& lock, Instance value);

    Instance instance;

    /// Writes the record to the disk if it differs from the one there: on a full disk an unchanged instance is no
    /// error.
    void save();

    /// Removes the record and the working directory.
    void remove();

    /// Terraform's working directory.
    [[nodiscard]] std::filesystem::path folder() const { return store_.folder(instance.id); }

    [[nodiscard]] const Instances& store() const { return store_; }

    [[nodiscard]] const Lock& lock() const { return lock_; }

private:
    const Instances store_;
    const Lock& lock_;
    std::optional<Json> saved_; ///< the record on the disk, if it could be read
};

} // namespace crocum
