#pragma once

#include "lib/session/context.hpp"
#include "lib/store/index.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace crocum {

struct Rebuilt {
    std::string database;
    std::filesystem::path moved_to; ///< the new place of a damaged database; empty: it was intact
    Index::Counts counts;
    std::vector<Index::Damaged> damaged; ///< attempts and instances that could not be read
};

/// Rebuilds the index from the files. A damaged SQLite file is moved aside, unless `may_move` throws; its classes are
/// lost. Reports the progress to the observer.
[[nodiscard]] Rebuilt rebuild(Context& context, const std::function<void(const std::string& trouble)>& may_move);

} // namespace crocum
