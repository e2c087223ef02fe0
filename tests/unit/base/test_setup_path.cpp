#include "lib/base/setup_path.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace crocum;

TEST_CASE("setup path: a hint names a file that exists, the source tree's where crocum is not installed", "[base]") {
    const std::filesystem::path image = setup_path("image");
    CHECK(image.is_absolute());
    CHECK(std::filesystem::exists(image));
    CHECK_THAT(image.string(), Catch::EndsWith("/labs/setup/image"));
    CHECK(std::filesystem::is_directory(setup_path("console")));
}

TEST_CASE("setup path: what exists nowhere keeps its name in the sources", "[base]") {
    CHECK(setup_path("no-such-script") == "labs/setup/no-such-script");
}
