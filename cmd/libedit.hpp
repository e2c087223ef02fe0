#pragma once

#include <histedit.h>

namespace crocum {

/// The functions of libedit that crocum calls. The library is loaded by the first prompt at a terminal: linking it
/// would add four shared libraries to every start.
#define CROCUM_LIBEDIT_FUNCTIONS(X)                                                                                    \
    X(el_cursor)                                                                                                       \
    X(el_deletestr)                                                                                                    \
    X(el_end)                                                                                                          \
    X(el_init)                                                                                                         \
    X(el_wget)                                                                                                         \
    X(el_wgets)                                                                                                        \
    X(el_winsertstr)                                                                                                   \
    X(el_wline)                                                                                                        \
    X(el_wset)                                                                                                         \
    X(history_w)                                                                                                       \
    X(history_wend)                                                                                                    \
    X(history_winit)

struct LibeditApi {
#define X(name) decltype(&::name) name = nullptr;
    CROCUM_LIBEDIT_FUNCTIONS(X)
#undef X
};

/// Null when the library is not installed, or too old.
[[nodiscard]] const LibeditApi* libedit_api();

} // namespace crocum
