#pragma once

#include "lib/base/clock.hpp"
#include "lib/store/instance.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace crocum {

enum class FreezeState {
    freezing, ///< the machines are about to be paused: a run that was killed may not have got to all of them
    frozen,
    resumed, ///< the machines run for their turn; until they are paused again, their work counts from the present
};

/// The machines of an instance are paused at a deadline until they are graded.
struct FreezeMark {
    Time at;              ///< when they were paused: counts for the student, whenever the turn comes
    std::string deadline; ///< ISO 8601
    std::string command;  ///< "crocum lab check hello --class net --deadline … --freeze": what grades them
    std::string instance; ///< the mark of the instance that it is about
    FreezeState state = FreezeState::frozen;
};

/// Beside the instances' records; goes with the instance.
class FreezeMarks {
public:
    explicit FreezeMarks(const std::filesystem::path& state) : instances_(state) {}

    /// Nothing where there is none for this very instance. Throws Error where it cannot be read.
    [[nodiscard]] std::optional<FreezeMark> of(const Instance& instance) const;

    void set(const InstanceId& id, const FreezeMark& mark) const;

    void remove(const InstanceId& id) const;

private:
    [[nodiscard]] std::filesystem::path file(const InstanceId& id) const;

    Instances instances_;
};

} // namespace crocum
