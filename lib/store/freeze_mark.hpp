#pragma once

#include "lib/base/clock.hpp"
#include "lib/store/instance.hpp"

#include <filesystem>
#include <optional>
#include <set>
#include <string>

namespace crocum {

enum class FreezeState {
    freezing, ///< the machines are about to be paused; a killed run may have paused only some of them
    frozen,
    resumed, ///< the machines run for grading; the work until they are paused again counts from the present time
};

/// The machines of an instance are paused at a deadline until they are graded.
struct FreezeMark {
    Time at;              ///< when they were paused; this time counts, however late the grading is
    std::string deadline; ///< ISO 8601
    std::string command; ///< "crocum lab check hello --class net --deadline … --freeze": the command that grades them
    std::string instance;           ///< the mark of its instance
    std::set<std::string> machines; ///< the names of the machines that ran at the deadline: these were to be paused
    FreezeState state = FreezeState::frozen;
};

/// Kept beside the instances' records; removed with the instance.
class FreezeMarks {
public:
    explicit FreezeMarks(const std::filesystem::path& state) : instances_(state) {}

    /// Nothing when this instance has none. Throws Error when it cannot be read.
    [[nodiscard]] std::optional<FreezeMark> of(const Instance& instance) const;

    /// Whether there is a mark, also one that cannot be read or is of an earlier instance.
    [[nodiscard]] bool exists(const InstanceId& id) const;

    void set(const InstanceId& id, const FreezeMark& mark) const;

    void remove(const InstanceId& id) const;

private:
    [[nodiscard]] std::filesystem::path file(const InstanceId& id) const;

    Instances instances_;
};

} // namespace crocum
