#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace crocum {

/// One of lab.yaml's `parameters`: the possible values.
struct ParameterSpec {
    enum class Kind {
        number, ///< least to most
        choice, ///< one of `choices`
        port,   ///< least to most, unique in a class
        subnet, ///< IPv4: one of the subnets with `prefix` bits within base/base_prefix, unique in a class
    };

    Kind kind = Kind::number;
    long least = 0;
    long most = 0;
    std::vector<std::string> choices;
    std::uint32_t base = 0;
    int base_prefix = 0;
    int prefix = 0;

    bool operator==(const ParameterSpec&) const = default;

    /// Whether two students of a class never have the same value.
    [[nodiscard]] bool is_unique() const { return kind == Kind::port || kind == Kind::subnet; }
};

using ParameterSpecs = std::map<std::string, ParameterSpec>;
using ParameterValues = std::map<std::string, std::string>;

/// The number of possible values.
[[nodiscard]] std::uint64_t count_of(const ParameterSpec& spec);

/// One of the possible values, from 0 to count_of() - 1.
[[nodiscard]] std::string value_at(const ParameterSpec& spec, std::uint64_t index);

/// Whether it can be a parameter's name: [a-z][a-z0-9_]{0,30}, and not a variable that crocum itself passes to
/// Terraform.
[[nodiscard]] bool is_parameter_name(const std::string& name);

/// "10.0.0.0/8" with no bit below the prefix. Throws UsageError.
struct Subnet {
    std::uint32_t base = 0;
    int prefix = 0;

    [[nodiscard]] bool overlaps(const Subnet& other) const;
};

[[nodiscard]] Subnet subnet_from(const std::string& text);
[[nodiscard]] std::string to_string(const Subnet& subnet);

/// Short English words, for a spec without a list.
[[nodiscard]] const std::vector<std::string>& usual_words();

/// A student's value: from HMAC-SHA256 of the secret over lab, student and name, so that it can be drawn again with the
/// secret, and not be predicted without it. For unique values, the next one that is not in `taken`. Throws Error with a
/// hint when no value is left.
[[nodiscard]] std::string draw(
    const ParameterSpec& spec,
    const std::string& secret,
    const std::string& lab,
    const std::string& student,
    const std::string& name,
    const std::vector<std::string>& taken);

} // namespace crocum
