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
    std::filesystem::path moved_to; ///< where a damaged database is now; empty: it was sound
    Index::Counts counts;
    std::vector<Index::Damaged> damaged; ///< what could not be read
};

/// Makes the index anew from the files. A SQLite file that is damaged is moved aside, once `may_move` has not thrown;
/// classes are lost with it. Tells the observer how far it is.
[[nodiscard]] Rebuilt rebuild(Context& context, const std::function<void(const std::string& trouble)>& may_move);

} // namespace crocum
