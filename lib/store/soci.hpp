#pragma once

#include <soci/soci-platform.h>
// Debian's SOCI was built where Boost was. Its headers want Boost's then, for types that nothing here uses.
#undef SOCI_HAVE_BOOST
#include <soci/soci.h>
