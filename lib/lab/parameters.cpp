#include "lib/lab/parameters.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/pattern.hpp"
#include "lib/lab/variable_names.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <set>

namespace crocum {

namespace {

/// The first 64 bits of the HMAC: the remainder by any possible range has no noticeable bias.
std::uint64_t seed_of(
    const std::string& secret, const std::string& lab, const std::string& student, const std::string& name) {
    constexpr int hexadecimal = 16;
    const auto digest = hmac_sha256(secret, lab + '\0' + student + '\0' + name);
    return std::stoull(digest.substr(0, hexadecimal), nullptr, hexadecimal);
}

/// The values of other students: numbers by themselves, subnets by their address range. Values of another kind, from
/// before a change of the lab, never conflict.
class Taken {
public:
    Taken(const ParameterSpec& spec, const std::vector<std::string>& values) {
        for (const auto& value : values) {
            if (spec.kind != ParameterSpec::Kind::subnet) {
                texts_.insert(value);
                continue;
            }
            try {
                subnets_.push_back(subnet_from(value));
            } catch (const UsageError&) {
                continue;
            }
        }
    }

    [[nodiscard]] bool has(const std::string& value) const {
        if (subnets_.empty()) {
            return texts_.count(value) != 0;
        }
        const auto subnet = subnet_from(value);
        return std::any_of(
            subnets_.begin(), subnets_.end(), [&](const Subnet& other) { return other.overlaps(subnet); });
    }

private:
    std::set<std::string> texts_;
    std::vector<Subnet> subnets_;
};

} // namespace

std::uint64_t count_of(const ParameterSpec& spec) {
    switch (spec.kind) {
    case ParameterSpec::Kind::choice:
        return spec.choices.size();
    case ParameterSpec::Kind::subnet:
        return std::uint64_t{1} << static_cast<unsigned>(spec.prefix - spec.base_prefix);
    default:
        return static_cast<std::uint64_t>(spec.most - spec.least) + 1;
    }
}

std::string value_at(const ParameterSpec& spec, std::uint64_t index) {
    switch (spec.kind) {
    case ParameterSpec::Kind::choice:
        return spec.choices[index];
    case ParameterSpec::Kind::subnet: {
        const auto step = index << static_cast<unsigned>(32 - spec.prefix);
        return to_string(Subnet{static_cast<std::uint32_t>(spec.base + step), spec.prefix});
    }
    default:
        return std::to_string(spec.least + static_cast<long>(index));
    }
}

bool is_parameter_name(const std::string& name) {
    static const Pattern pattern("^[a-z][a-z0-9_]{0,30}$");
    static const std::set<std::string> own(variable::all.begin(), variable::all.end());
    return pattern.match(name) && own.count(name) == 0;
}

bool Subnet::overlaps(const Subnet& other) const {
    const auto shorter = static_cast<unsigned>(std::min(prefix, other.prefix));
    return shorter == 0 || (base >> (32U - shorter)) == (other.base >> (32U - shorter));
}

Subnet subnet_from(const std::string& text) {
    const auto slash = std::min(text.find('/'), text.size());
    const auto digits = text.substr(std::min(slash + 1, text.size()));
    in_addr address{};
    const bool plain = text.find_first_not_of("0123456789./") == std::string::npos;
    const bool valid = plain && ::inet_pton(AF_INET, text.substr(0, slash).c_str(), &address) == 1 && !digits.empty() &&
                       digits.size() <= 2 && digits.find_first_not_of("0123456789") == std::string::npos;
    const unsigned prefix = valid ? static_cast<unsigned>(std::stoul(digits)) : 0;
    if (!valid || prefix > 32) {
        throw UsageError("\"{}\" is not an IPv4 network such as 10.0.0.0/8", text);
    }
    const Subnet subnet{ntohl(address.s_addr), static_cast<int>(prefix)};
    const std::uint32_t below = prefix == 0 ? ~0U : prefix == 32 ? 0 : ~0U >> prefix;
    if ((subnet.base & below) != 0) {
        throw UsageError("{} has bits set below its prefix", text);
    }
    return subnet;
}

std::string to_string(const Subnet& subnet) {
    return fmt::format(
        "{}.{}.{}.{}/{}",
        subnet.base >> 24U,
        (subnet.base >> 16U) & 255U,
        (subnet.base >> 8U) & 255U,
        subnet.base & 255U,
        subnet.prefix);
}

const std::vector<std::string>& usual_words() {
    static const std::vector<std::string> words{
        "acorn",  "amber",  "anchor", "apple",  "arrow",  "badger", "bamboo", "basil",   "beacon", "birch",   "bison",
        "brook",  "cactus", "canoe",  "cedar",  "cherry", "cinder", "clover", "cobalt",  "comet",  "copper",  "coral",
        "crane",  "delta",  "ember",  "falcon", "fern",   "finch",  "flint",  "garnet",  "ginger", "glacier", "grove",
        "harbor", "hazel",  "heron",  "indigo", "iris",   "ivory",  "jasper", "juniper", "kelp",   "lagoon",  "lantern",
        "larch",  "lemon",  "lilac",  "lotus",  "lynx",   "maple",  "marble", "meadow",  "mint",   "nectar",  "nutmeg",
        "oasis",  "olive",  "onyx",   "opal",   "orchid", "otter",  "pebble", "pepper",  "pine",   "plum",    "poplar",
        "quartz", "quill",  "raven",  "reef",   "river",  "robin",  "rowan",  "saffron", "sage",   "sparrow", "spruce",
        "tulip",  "umber",  "velvet", "violet", "walnut", "willow", "wren",   "yarrow",  "zephyr"};
    return words;
}

std::string draw(
    const ParameterSpec& spec,
    const std::string& secret,
    const std::string& lab,
    const std::string& student,
    const std::string& name,
    const std::vector<std::string>& taken) {
    const auto count = count_of(spec);
    const auto first = seed_of(secret, lab, student, name) % count;
    if (!spec.is_unique()) {
        return value_at(spec, first);
    }
    const Taken others(spec, taken);
    // One more try than there are taken values finds a free one, when all subnets have one size.
    constexpr std::uint64_t most_tries = std::uint64_t{1} << 20U;
    for (std::uint64_t i = 0; i < std::min(count, most_tries); ++i) {
        auto value = value_at(spec, (first + i) % count);
        if (!others.has(value)) {
            return value;
        }
    }
    throw with_hint(
        Error("there is no value of {} left for {}: {} are all taken in the class", name, student, count),
        "Give the parameter a larger range in lab.yaml");
}

} // namespace crocum
