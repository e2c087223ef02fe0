#include "lib/base/suggest.hpp"

#include <algorithm>

namespace crocum {

namespace {

/// How many letters to insert, drop, exchange or swap with their neighbour (optimal string alignment).
std::size_t distance(const std::string& a, const std::string& b) {
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            const bool same = a[i - 1] == b[j - 1];
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
    }
    return d[a.size()][b.size()];
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
