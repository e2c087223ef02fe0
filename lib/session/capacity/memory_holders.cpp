#include "lib/session/capacity/memory_holders.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/session/capacity/reservation.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace crocum {

namespace {

constexpr std::size_t most_named = 5;
constexpr std::size_t longest_name = 80;

/// "hello of ann"; for a machine without a readable mark, its own name.
std::string holder(const Provider& provider, const std::string& machine) {
    try {
        if (const auto mark = provider.owner(machine)) {
            return sanitize_line(mark->lab + " of " + mark->student, longest_name);
        }
    } catch (const Error&) {
        // Damaged, or the machine has just been removed.
    }
    return "machine " + sanitize_line(machine, longest_name);
}

std::string in_mib(std::uint64_t bytes) {
    return fmt::format("({} MiB)", bytes >> 20U);
}

} // namespace

std::string memory_holders(const Config& config, const Provider& provider) {
    std::map<std::string, std::uint64_t> held;
    for (const auto& [machine, memory] : provider.memory()) {
        held[holder(provider, machine)] += memory_for(config, {memory.most, 1, {}});
    }
    std::vector<std::pair<std::string, std::uint64_t>> holders(held.begin(), held.end());
    std::stable_sort(
        holders.begin(), holders.end(), [](const auto& one, const auto& other) { return one.second > other.second; });
    std::vector<std::string> parts;
    std::uint64_t rest = 0;
    for (std::size_t i = 0; i < holders.size(); ++i) {
        if (i < most_named) {
            parts.push_back(holders[i].first + " " + in_mib(holders[i].second));
        } else {
            rest += holders[i].second;
        }
    }
    if (holders.size() > most_named) {
        parts.push_back(fmt::format("and {} more {}", holders.size() - most_named, in_mib(rest)));
    }
    return join(parts, ", ");
}

void note_memory_holders(const Context& context, const std::exception& error) {
    if (error_waits_for(error) == Shortage::memory) {
        note_memory_holders(context, error_waits_at(error));
    }
}

void note_memory_holders(const Context& context, const std::string& uri) {
    try {
        const auto holders = memory_holders(context.config, *context.providers->at(uri));
        context.observer.note(
            holders.empty() ? "no machine runs there: other programs hold the memory"
                            : "the memory is held by " + holders);
    } catch (const Error& error) {
        context.observer.note(fmt::format("who holds the memory is not known: {}", error.what()));
    }
}

} // namespace crocum
