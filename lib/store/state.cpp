#include "lib/store/state.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"

#include <sys/stat.h>

namespace crocum {

namespace fs = std::filesystem;

void enter_state(const fs::path& state) {
    std::error_code absent;
    const auto status = fs::status(state, absent);
    if (absent || !fs::exists(status)) {
        return;
    }
    if (!fs::is_directory(status)) {
        throw Error("the state directory {} is no directory", state.string());
    }
    if ((status.permissions() & fs::perms::others_write) != fs::perms::none) {
        throw with_hint(
            Error(
                "every user of this host can write to the state directory {}, which decides grades and what is removed",
                state.string()),
            fmt::format("chmod o-w {0}; for several teachers: chgrp GROUP {0}, chmod 2770 {0}", state.string()));
    }
    if (is_shared(state)) {
        ::umask(007);
    }
}

} // namespace crocum
