#include "lib/base/setup_path.hpp"

#include "lib/base/version.hpp"

#include <filesystem>

namespace crocum {

namespace fs = std::filesystem;

std::string setup_path(const std::string& name) {
    std::error_code error;
    const auto program = fs::read_symlink("/proc/self/exe", error);
    // The data folder is found from the program's own place: an installed tree may be moved as a whole.
    for (const auto& folder : {program.parent_path() / data_folder(), fs::path(source_folder())}) {
        const auto path = (folder / "labs/setup" / name).lexically_normal();
        if (fs::exists(path, error)) {
            return path.string();
        }
    }
    return "labs/setup/" + name;
}

} // namespace crocum
