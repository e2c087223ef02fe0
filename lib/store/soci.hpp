#pragma once

#include <soci/soci-platform.h>
// Debian's SOCI was built with Boost, so its headers include Boost's for types that crocum does not use.
#undef SOCI_HAVE_BOOST
#include <soci/soci.h>

namespace crocum {

/// Calls `take` for each row of a statement, after its columns were stored in the bound variables.
template <typename Take>
void each(soci::statement statement, const Take& take) {
    statement.execute();
    while (statement.fetch()) {
        take();
    }
}

} // namespace crocum
