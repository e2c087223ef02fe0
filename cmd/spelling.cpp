#include "cmd/spelling.hpp"

#include <algorithm>
#include <numeric>

namespace crocum {

namespace {

/// Levenshtein's distance: how many letters to insert, drop or exchange.
std::size_t distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto above = row[j];
            const auto exchange = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({above + 1, row[j - 1] + 1, exchange});
            diagonal = above;
        }
    }
    return row[b.size()];
}

} // namespace

std::string nearest(const std::string& word, const std::vector<std::string>& names) {
    std::string best;
    auto least = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const auto& name : names) {
        if (const auto d = distance(word, name); d < least) {
            least = d;
            best = name;
        }
    }
    return best;
}

} // namespace crocum
