#include "lib/terraform/state_file.hpp"

#include "lib/base/files.hpp"
#include "lib/terraform/resources.hpp"

namespace crocum {

StateFile state_in(const std::filesystem::path& folder) noexcept {
    try {
        const auto file = folder / "terraform.tfstate";
        const auto document = parse_json(read_file(file), file.string());
        return {
            true, !document.at("resources").empty(), resources_in_state_file(document), others_in_state_file(document)};
    } catch (const std::exception&) {
        return {};
    }
}

} // namespace crocum
