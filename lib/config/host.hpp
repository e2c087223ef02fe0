#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// The defaults that depend on the host and on who asks.

/// An environment variable; set but empty counts as absent.
[[nodiscard]] std::optional<std::string> environment(const char* name);

/// crocum's folder under one of the XDG base directories: `$variable/crocum`, else `~/fallback/crocum`.
[[nodiscard]] std::filesystem::path user_folder(const char* variable, const char* fallback);

/// /var/lib/crocum for root and for whoever may write there, so that a teacher's shell and cron share it; otherwise the
/// user's own XDG state folder.
[[nodiscard]] std::filesystem::path default_state();

/// ./labs, the user's, and the ones installed with crocum.
[[nodiscard]] std::vector<std::filesystem::path> default_labs();

/// Debian's own Python before a version manager's shim, which costs a tenth of a second at each start.
[[nodiscard]] std::filesystem::path default_python();

/// "kvm" where the processor *and* the device are usable, else "qemu". The device alone proves nothing: paravirtual
/// hosts show one on which a stock kernel hangs.
[[nodiscard]] std::string usable_domain_type();

} // namespace crocum
