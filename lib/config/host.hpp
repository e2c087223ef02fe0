#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// The defaults that depend on the host and on the user.

/// An environment variable; set but empty counts as absent.
[[nodiscard]] std::optional<std::string> environment(const char* name);

/// crocum's folder under one of the XDG base directories: `$variable/crocum`, else `~/fallback/crocum`.
[[nodiscard]] std::filesystem::path user_folder(const char* variable, const char* fallback);

/// /var/lib/crocum for root and for every user who may write there, so that a teacher's shell and cron share it;
/// otherwise the user's own XDG state folder.
[[nodiscard]] std::filesystem::path default_state();

/// ./labs, the user's, and the ones installed with crocum.
[[nodiscard]] std::vector<std::filesystem::path> default_labs();

/// Debian's own Python is preferred to the shim of a version manager, which costs 0.1 s at each start.
[[nodiscard]] std::filesystem::path default_python();

/// "kvm" when the processor *and* the device are usable, else "qemu". The device alone is not enough: paravirtual hosts
/// have a /dev/kvm on which a stock kernel hangs.
[[nodiscard]] std::string usable_domain_type();

} // namespace crocum
