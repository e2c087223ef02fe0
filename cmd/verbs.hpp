#pragma once

#include "cmd/command.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

struct VerbEntry {
    std::string_view group; ///< empty: the verb has none
    std::string_view name;
    void (*add)(CLI::App& group, Invocation& invocation);
};

struct GroupEntry {
    std::string_view name; ///< empty: of the verbs without a group
    std::string_view about;
};

/// All verbs, in the order of the help.
[[nodiscard]] std::span<const VerbEntry> all_verbs();

/// All groups, likewise; the last one is that of the verbs without a group.
[[nodiscard]] std::span<const GroupEntry> all_groups();

/// The verb that the first words name; nullptr when they name none.
[[nodiscard]] const VerbEntry* named_verb(const std::vector<std::string>& arguments);

} // namespace crocum
