#include "lib/store/state.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/system.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace crocum {

namespace fs = std::filesystem;

void enter_state(const fs::path& state) {
    std::error_code absent;
    const auto status = fs::status(state, absent);
    if (absent || !fs::exists(status)) {
        return;
    }
    if (!fs::is_directory(status)) {
        throw Error("the state directory {} is not a directory", state.string());
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

std::string kept_random(const fs::path& file) {
    constexpr std::size_t bytes = 32;
    std::error_code absent;
    if (!fs::exists(file, absent)) {
        const fs::path fresh = file.string() + "." + random_hex(4);
        write_file_atomic(fresh, random_hex(bytes) + "\n");
        // Unlike a rename, it does not replace another process's file.
        const bool there = ::link(fresh.c_str(), file.c_str()) == 0 || errno == EEXIST;
        fs::remove(fresh, absent);
        if (!there) {
            throw system_error("cannot create {}", file.string());
        }
    }
    auto text = read_file(file, std::size_t{1} << 10U);
    text.resize(std::min(text.find('\n'), text.size()));
    if (text.size() != 2 * bytes || text.find_first_not_of("0123456789abcdef") != std::string::npos) {
        throw with_hint(
            Error("{} is damaged: it has to be {} hexadecimal digits", file.string(), 2 * bytes),
            "Restore it from a backup of the state directory. Without a backup, remove the file: crocum creates "
            "a new one, as in a new state directory");
    }
    return text;
}

} // namespace crocum
