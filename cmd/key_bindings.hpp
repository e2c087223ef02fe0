#pragma once

#include "cmd/libedit.hpp"

namespace crocum {

// The functions that the line editor adds to those of libedit.
inline constexpr const wchar_t* complete_function = L"crocum-complete";
inline constexpr const wchar_t* search_function = L"crocum-search";

/// Binds every key of libedit: some to a function that changes the line and nothing else, characters to themselves, and
/// all others to nothing. By default, keys lead to libedit's own commands, and from these to an editor with a shell.
/// Needs a UTF-8 locale for LC_CTYPE. Returns false when libedit does not have a function.
[[nodiscard]] bool bind_keys(const LibeditApi& api, EditLine* editor);

} // namespace crocum
