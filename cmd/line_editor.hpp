#pragma once

#include "cmd/editor_terminal.hpp"
#include "cmd/key_reader.hpp"
#include "cmd/libedit.hpp"
#include "cmd/line_history.hpp"
#include "cmd/student_completion.hpp"
#include "lib/base/clock.hpp"

#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace crocum {

struct LineEditorOptions {
    std::string prompt;                  ///< plain text; the part before "> "
    bool bold = false;                   ///< the prompt
    std::size_t longest_line = 0;        ///< characters; more of them are not accepted
    Seconds longest_idle{};              ///< without a key
    std::function<MachineNames()> names; ///< for Tab; called once a line at most
    int in = 0;                          ///< a terminal
    std::FILE* out = stdout;             ///< the same terminal
};

/// Reads lines at a terminal, with editing, a history of this session, and completion.
///
/// Who types is an adversary, and libedit can start an editor, read files and change its own settings. So it sees only
/// keys that KeyDecoder lets through, each is bound to one of a few functions that only change the line
/// (key_bindings.hpp), and it has a terminal of its own (EditorWindow). No file is read or written: neither settings
/// nor a history, and of the terminal descriptions always the same one.
class LineEditor {
public:
    /// Null when the line has to be read without it: no terminal, a terminal that cannot move its cursor, no libedit.
    [[nodiscard]] static std::unique_ptr<LineEditor> open(LineEditorOptions options);

    LineEditor(const LineEditor&) = delete;
    LineEditor& operator=(const LineEditor&) = delete;
    ~LineEditor();

    /// The next line, in UTF-8. Nothing at the end of input, after a signal, and after `longest_idle` without a key.
    /// The terminal has its own mode again when this returns.
    [[nodiscard]] std::optional<std::string> read();

private:
    LineEditor(LineEditorOptions options, const LibeditApi& api);
    /// Returns false when something that it needs is missing.
    [[nodiscard]] bool start();

    static LineEditor& of(EditLine* editor);
    static int on_read(EditLine* editor, wchar_t* key);
    static wchar_t* on_prompt(EditLine* editor);
    static unsigned char on_tab(EditLine* editor, std::wint_t key);
    static unsigned char on_search(EditLine* editor, std::wint_t key);

    [[nodiscard]] int read_key(wchar_t& key);
    [[nodiscard]] wchar_t search_key(wchar_t typed);
    [[nodiscard]] std::wstring line_prompt() const;
    [[nodiscard]] bool is_full() const;
    [[nodiscard]] std::wstring line() const;
    void replace_line(const std::wstring& text);
    [[nodiscard]] unsigned char complete();
    [[nodiscard]] unsigned char search();

    struct Search {
        std::wstring before; ///< the line
        std::wstring pattern;
        std::size_t older = 0; ///< matches that were passed over
        bool ends = false;
        bool is_cancelled = false;
    };

    LineEditorOptions options_;
    const LibeditApi& api_;
    Locale locale_ = utf8_locale();
    EditorWindow window_;
    EditLine* editor_ = nullptr;
    LineHistory history_{api_};
    std::optional<KeyReader> keys_; ///< of the line that is read
    std::wstring prompt_;
    std::optional<wchar_t> pending_; ///< a key that was read and is to be read again
    std::optional<MachineNames> names_;
    std::optional<Search> search_; ///< during Ctrl-R
};

} // namespace crocum
