#pragma once

#include <soci/soci-platform.h>
// Debian's SOCI was built where Boost was. Its headers want Boost's then, for types that nothing here uses.
#undef SOCI_HAVE_BOOST
#include <soci/soci.h>

namespace crocum {

/// Calls `take` for each row of a statement, once its columns are in the variables that it was prepared with.
template <typename Take>
void each(soci::statement statement, const Take& take) {
    statement.execute();
    while (statement.fetch()) {
        take();
    }
}

} // namespace crocum
