#include "lib/terraform/init_cache.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/files.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace crocum {

namespace fs = std::filesystem;

namespace {

constexpr std::array names{".terraform", ".terraform.lock.hcl"};
constexpr std::size_t most_kept = 16;

/// A mirror with changed providers has another key.
std::string stamps_below(const fs::path& folder) {
    std::vector<std::string> stamps;
    std::error_code unreadable;
    for (const auto& entry : fs::recursive_directory_iterator(folder, unreadable)) {
        if (entry.is_regular_file(unreadable)) {
            stamps.push_back(entry.path().string() + " " + file_stamp(entry.path()));
        }
    }
    std::sort(stamps.begin(), stamps.end());
    std::string all;
    for (const auto& stamp : stamps) {
        all += stamp + "\n";
    }
    return all;
}

/// Hard links: these files are never changed.
void copy_tree(const fs::path& from, const fs::path& to) {
    fs::copy(
        from, to, fs::copy_options::recursive | fs::copy_options::copy_symlinks | fs::copy_options::create_hard_links);
}

void copy_names(const fs::path& from, const fs::path& to) {
    for (const auto* name : names) {
        if (fs::is_directory(from / name)) {
            fs::remove_all(to / name);
            copy_tree(from / name, to / name);
        } else if (fs::exists(from / name)) {
            // A copy: the engine can rewrite this file.
            fs::copy_file(from / name, to / name, fs::copy_options::overwrite_existing);
        }
    }
}

void remove_oldest(const fs::path& root) {
    std::vector<fs::directory_entry> kept{fs::directory_iterator(root), fs::directory_iterator()};
    std::sort(kept.begin(), kept.end(), [](const auto& one, const auto& other) {
        return one.last_write_time() > other.last_write_time();
    });
    for (std::size_t i = most_kept; i < kept.size(); ++i) {
        fs::remove_all(kept[i]);
    }
}

} // namespace

InitCache::InitCache(const fs::path& root, const Terraform::Settings& settings, const std::string& cli_config)
    : root_(root),
      folder_(
          root / sha256(
                     settings.init_key + "\n" + settings.engine.program.string() + "\n" +
                     file_stamp(settings.engine.program) + "\n" + cli_config + "\n" + stamps_below(settings.providers))
                     .substr(0, 24)) {}

bool InitCache::restore(const fs::path& working) const {
    if (!fs::is_directory(folder_ / names[0])) {
        return false;
    }
    try {
        copy_names(folder_, working);
        return true;
    } catch (const fs::filesystem_error&) {
        return false;
    }
}

void InitCache::keep(const fs::path& working) const {
    // The configuration of a backend is in this folder, and belongs to the instance.
    if (fs::exists(working / ".terraform" / "terraform.tfstate") || fs::exists(folder_)) {
        return;
    }
    const fs::path unfinished = folder_.string() + ".part";
    try {
        make_folders(root_);
        fs::remove_all(unfinished);
        make_folders(unfinished);
        copy_names(working, unfinished);
        fs::rename(unfinished, folder_);
        remove_oldest(root_);
    } catch (const std::exception&) {
        std::error_code kept;
        fs::remove_all(unfinished, kept);
    }
}

} // namespace crocum
