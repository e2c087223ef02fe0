#include "lib/base/error.hpp"
#include "lib/lab/parameters.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace crocum;
using Catch::Contains;

namespace {

ParameterSpec port(long least, long most) {
    ParameterSpec spec;
    spec.kind = ParameterSpec::Kind::port;
    spec.least = least;
    spec.most = most;
    return spec;
}

ParameterSpec subnets(const std::string& of, int prefix) {
    ParameterSpec spec;
    spec.kind = ParameterSpec::Kind::subnet;
    spec.base = subnet_from(of).base;
    spec.base_prefix = subnet_from(of).prefix;
    spec.prefix = prefix;
    return spec;
}

} // namespace

TEST_CASE("parameters: a value depends on secret, lab, student and name alone, and lies in the range", "[parameters]") {
    ParameterSpec spec;
    spec.least = -3;
    spec.most = 3;
    std::set<std::string> seen;
    for (int i = 0; i < 200; ++i) {
        const auto student = "s" + std::to_string(i);
        const auto value = draw(spec, "secret", "lab", student, "x", {});
        CHECK(value == draw(spec, "secret", "lab", student, "x", {"1", "2"}));
        seen.insert(value);
    }
    CHECK(seen == std::set<std::string>{"-3", "-2", "-1", "0", "1", "2", "3"});
    ParameterSpec wide;
    wide.most = 1000000000;
    const auto value = draw(wide, "secret", "lab", "a", "x", {});
    CHECK(value != draw(wide, "other", "lab", "a", "x", {}));
    CHECK(value != draw(wide, "secret", "bal", "a", "x", {}));
    CHECK(value != draw(wide, "secret", "lab", "b", "x", {}));
    CHECK(value != draw(wide, "secret", "lab", "a", "y", {}));
    ParameterSpec word;
    word.kind = ParameterSpec::Kind::choice;
    word.choices = usual_words();
    CHECK(usual_words().size() == std::set<std::string>(usual_words().begin(), usual_words().end()).size());
    CHECK_FALSE(draw(word, "s", "l", "a", "w", {}).empty());
}

TEST_CASE("parameters: no two of a class have one port or subnets that meet, until all are taken", "[parameters]") {
    const auto spec = port(20000, 20019);
    std::vector<std::string> taken;
    for (int i = 0; i < 20; ++i) {
        taken.push_back(draw(spec, "secret", "lab", "s" + std::to_string(i), "p", taken));
    }
    CHECK(std::set<std::string>(taken.begin(), taken.end()).size() == 20);
    CHECK_THROWS_WITH(
        draw(spec, "secret", "lab", "late", "p", taken), Contains("there is no value of p left for late"));

    const auto small = subnets("10.1.0.0/16", 24);
    std::vector<std::string> nets{"10.1.128.0/17", "no subnet", "192.168.0.0/24"};
    for (int i = 0; i < 128; ++i) {
        nets.push_back(draw(small, "secret", "lab", "s" + std::to_string(i), "n", nets));
        CHECK(subnet_from("10.1.0.0/17").overlaps(subnet_from(nets.back())));
    }
    CHECK(std::set<std::string>(nets.begin(), nets.end()).size() == 131);
    CHECK_THROWS_AS(draw(small, "secret", "lab", "late", "n", nets), Error);
}

TEST_CASE("parameters: subnets and names as they are written", "[parameters]") {
    CHECK(to_string(subnet_from("10.20.0.0/14")) == "10.20.0.0/14");
    CHECK(to_string(subnet_from("0.0.0.0/0")) == "0.0.0.0/0");
    CHECK(to_string(subnet_from("192.168.1.255/32")) == "192.168.1.255/32");
    for (const auto* text :
         {"",
          "10.0.0.0",
          "10.0.0.1/24",
          "256.0.0.0/8",
          "10.0.0.0/33",
          "10.0.0.0/8 ",
          "a.b.c.d/8",
          " 10.0.0.0/8",
          "10. 0.0.0/8",
          "010.0.0.0/8",
          "10.0.0.0/+8",
          "10.0.0.0/ 8",
          "10.0.0.0/",
          "10.0.0/8",
          "/8",
          "10.0.0.0/8/8"}) {
        INFO(text);
        CHECK_THROWS_AS(subnet_from(text), UsageError);
    }
    CHECK_THROWS_AS(subnet_from(std::string("10.0.0.0\0/8", 11)), UsageError);
    CHECK(is_parameter_name("lan_1"));
    for (const auto* name : {"", "1a", "A", "a-b", "student", "seed", "libvirt_uri", "a b"}) {
        CHECK_FALSE(is_parameter_name(name));
    }
}
