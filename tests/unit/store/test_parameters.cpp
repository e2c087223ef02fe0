#include "databases.hpp"
#include "lib/roster/roster.hpp"
#include "lib/store/classes.hpp"
#include "lib/store/parameters.hpp"

#include <set>
#include <thread>

using namespace crocum;

namespace {

ParameterSpecs a_port(long least, long most) {
    ParameterSpec spec;
    spec.kind = ParameterSpec::Kind::port;
    spec.least = least;
    spec.most = most;
    return {{"port", spec}};
}

} // namespace

TEST_CASE("parameters: values stay when range, class or secret change later", "[parameters]") {
    const DatabaseKind engine(GENERATE("SQLite", "PostgreSQL"));
    INFO(engine.name);
    auto database = engine.open();
    Parameters parameters(database);
    const InstanceId ann{"lab", "ann"};
    const auto first = parameters.of(ann, a_port(1, 5), {"net", "secret"});
    CHECK(parameters.of(ann, a_port(100, 200), {"other", "another"}) == first);
    CHECK(parameters.of(ann, {}, {"net", "secret"}).empty());
    // The database was lost, the instance's record was not.
    const InstanceId bob{"lab", "bob"};
    CHECK(parameters.of(bob, a_port(1, 5), {"net", "secret"}, {{"port", "77"}}).at("port") == "77");
    CHECK(parameters.of(bob, a_port(1, 5), {"net", "secret"}).at("port") == "77");
    parameters.forget(ann);
    CHECK(parameters.of(ann, a_port(300, 300), {"net", "secret"}).at("port") == "300");
}

TEST_CASE(
    "parameters: drawn by many at once, no two of a class have the same port; another class may", "[parameters]") {
    const DatabaseKind engine(GENERATE("SQLite", "PostgreSQL"));
    INFO(engine.name);
    static_cast<void>(engine.open());
    std::vector<std::string> ports(16);
    {
        std::vector<std::jthread> drawers;
        for (std::size_t i = 0; i < 4; ++i) {
            drawers.emplace_back([&, i] {
                auto database = engine.open();
                for (std::size_t n = i; n < ports.size(); n += 4) {
                    ports[n] = Parameters(database)
                                   .of({"lab", "s" + std::to_string(n)}, a_port(1, 16), {"net", "secret"})
                                   .at("port");
                }
            });
        }
    }
    CHECK(std::set<std::string>(ports.begin(), ports.end()).size() == 16);
    auto database = engine.open();
    CHECK_THROWS(Parameters(database).of({"lab", "late"}, a_port(1, 16), {"net", "secret"}));
    CHECK_NOTHROW(Parameters(database).of({"lab", "late"}, a_port(1, 16), {"other", "secret"}));
}

TEST_CASE("parameters: a student of two classes shares a value with no student of either", "[parameters]") {
    const DatabaseKind engine(GENERATE("SQLite", "PostgreSQL"));
    INFO(engine.name);
    auto database = engine.open();
    Classes classes(database);
    const auto roster = [](std::initializer_list<const char*> ids) {
        std::string text = "id\n";
        for (const auto* id : ids) {
            text += std::string(id) + "\n";
        }
        return read_roster(text, "r.csv").students;
    };
    static_cast<void>(classes.import("aa", roster({"s1"})));
    static_cast<void>(classes.import("bb", roster({"s1", "s2", "s3", "s4"})));
    Parameters parameters(database);
    std::set<std::string> ports{parameters.of({"lab", "s1"}, a_port(1, 4), {"aa", "other"}).at("port")};
    for (const auto* student : {"s2", "s3", "s4"}) {
        ports.insert(parameters.of({"lab", student}, a_port(1, 4), {"bb", "secret"}).at("port"));
    }
    CHECK(ports.size() == 4);
}
