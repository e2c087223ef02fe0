#include "cmd/key_bindings.hpp"

#include "cmd/keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace crocum {

namespace {

struct Binding {
    wchar_t key;
    const wchar_t* function;
};

/// All that a key can do, besides adding its character.
constexpr std::array bindings{
    Binding{key::line_begin, L"ed-move-to-beg"},
    Binding{key::left, L"ed-prev-char"},
    Binding{key::end_or_delete, L"em-delete-or-list"},
    Binding{key::line_end, L"ed-move-to-end"},
    Binding{key::right, L"ed-next-char"},
    Binding{key::backspace, L"em-delete-prev-char"},
    Binding{key::tab, complete_function},
    Binding{key::enter, L"ed-newline"},
    Binding{key::cut_to_end, L"ed-kill-line"},
    Binding{key::clear, L"ed-clear-screen"},
    Binding{key::down, L"ed-next-history"},
    Binding{key::up, L"ed-prev-history"},
    Binding{key::search, search_function},
    Binding{key::swap, L"ed-transpose-chars"},
    Binding{key::cut_to_begin, L"vi-kill-line-prev"},
    Binding{key::cut_word, L"ed-delete-prev-word"},
    Binding{key::paste, L"em-yank"},
    Binding{key::word_left, L"ed-prev-word"},
    Binding{key::word_right, L"em-next-word"},
    Binding{key::cut_next_word, L"em-delete-next-word"},
    Binding{key::erase, L"ed-delete-next-char"},
};

const wchar_t* function_of(wchar_t code) {
    const auto* found =
        std::find_if(bindings.begin(), bindings.end(), [&](const Binding& one) { return one.key == code; });
    return found != bindings.end() ? found->function : is_printable(code) ? L"ed-insert" : L"ed-unassigned";
}

} // namespace

bool bind_keys(const LibeditApi& api, EditLine* editor) {
    bool bound = true;
    for (wchar_t code = 1; code < 256; ++code) {
        const auto octal = fmt::format("\\{:03o}", static_cast<unsigned>(code));
        const std::wstring name(octal.begin(), octal.end());
        bound = api.el_wset(editor, EL_BIND, name.c_str(), function_of(code), nullptr) == 0 && bound;
    }
    return bound;
}

} // namespace crocum
