#include "cmd/line_editor.hpp"

#include "cmd/key_bindings.hpp"
#include "cmd/terminal_size.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/config/host.hpp"

#include <unistd.h>

#include <array>
#include <climits>
#include <csignal>
#include <utility>

namespace crocum {

namespace {

/// Between two lists of completions: a held Tab must not print more than a person can read.
constexpr Milliseconds list_delay{200};

std::wstring wide(std::string_view ascii) {
    return {ascii.begin(), ascii.end()};
}

/// Needs the locale.
std::string narrow(std::wstring_view text) {
    std::string result;
    for (const auto character : text) {
        std::array<char, MB_LEN_MAX> bytes{};
        std::mbstate_t state{};
        const auto length = std::wcrtomb(bytes.data(), character, &state);
        if (length != static_cast<std::size_t>(-1)) {
            result.append(bytes.data(), length);
        }
    }
    return result;
}

} // namespace

LineEditor::LineEditor(LineEditorOptions options, const LibeditApi& api) : options_(std::move(options)), api_(api) {}

LineEditor::~LineEditor() {
    const LocaleScope scope(locale_.get());
    if (editor_ != nullptr) {
        api_.el_end(editor_);
    }
}

std::unique_ptr<LineEditor> LineEditor::open(LineEditorOptions options) {
    const auto terminal = environment("TERM").value_or("dumb");
    if (::isatty(options.in) != 1 || ::isatty(::fileno(options.out)) != 1 || terminal.empty() || terminal == "dumb") {
        return nullptr;
    }
    const auto* api = libedit_api();
    if (api == nullptr) {
        return nullptr;
    }
    std::unique_ptr<LineEditor> editor(new LineEditor(std::move(options), *api));
    return editor->start() ? std::move(editor) : nullptr;
}

bool LineEditor::start() {
    if (!locale_ || !window_.is_open() || !choose_terminal_description()) {
        return false;
    }
    const LocaleScope scope(locale_.get());
    window_.resize(options_.in);
    editor_ = api_.el_init("crocum", window_.file(), options_.out, stderr);
    if (editor_ == nullptr) {
        return false;
    }
    api_.el_wset(editor_, EL_CLIENTDATA, this);
    api_.el_wset(editor_, EL_SIGNAL, 0);
    api_.el_wset(editor_, EL_EDITOR, L"emacs");
    api_.el_wset(editor_, EL_GETCFN, &LineEditor::on_read);
    api_.el_wset(editor_, EL_PROMPT_ESC, &LineEditor::on_prompt, 1);
    api_.el_wset(editor_, EL_ADDFN, complete_function, L"Completes the last word", &LineEditor::on_tab);
    api_.el_wset(editor_, EL_ADDFN, search_function, L"Searches the history", &LineEditor::on_search);
    return history_.attach(editor_) && bind_keys(api_, editor_);
}

std::optional<std::string> LineEditor::read() {
    const LocaleScope scope(locale_.get());
    const KeyMode mode(options_.in);
    window_.resize(options_.in);
    keys_.emplace(options_.in, options_.longest_idle);
    pending_.reset();
    names_.reset();
    search_.reset();
    prompt_ = line_prompt();
    int length = 0;
    const auto* typed = api_.el_wgets(editor_, &length);
    if (typed == nullptr || length <= 0) {
        if (interrupt_signal() == SIGINT) {
            std::fputs("^C", options_.out);
        }
        return std::nullopt;
    }
    std::wstring text(typed, static_cast<std::size_t>(length));
    if (text.back() == L'\n') {
        text.pop_back();
    }
    if (text.find_first_not_of(L' ') != std::wstring::npos) {
        history_.add(text);
    }
    return narrow(text);
}

std::wstring LineEditor::line_prompt() const {
    const auto name = wide(options_.prompt);
    // Between \1 is what takes no column.
    return options_.bold ? L"\1\x1B[1m\1" + name + L"\1\x1B[0m\1> " : name + L"> ";
}

/// As KeyReader::next.
int LineEditor::read_key(wchar_t& key) {
    if (pending_) {
        key = *std::exchange(pending_, std::nullopt);
        return 1;
    }
    while (true) {
        wchar_t typed = 0;
        if (const auto got = keys_->next(typed); got != 1) {
            return got;
        }
        if (search_) {
            key = search_key(typed);
            return 1;
        }
        if (!is_full() || !(is_printable(typed) || typed == key::paste)) {
            key = typed;
            return 1;
        }
    }
}

/// Changes the search by a key. Its function then shows what is found now.
wchar_t LineEditor::search_key(wchar_t typed) {
    auto& search = *search_;
    if (typed == key::search) {
        ++search.older;
    } else if (typed == key::backspace) {
        search.older = 0;
        search.pattern.resize(search.pattern.size() - (search.pattern.empty() ? 0 : 1));
    } else if (is_printable(typed)) {
        search.older = 0;
        search.pattern += search.pattern.size() < options_.longest_line ? std::wstring(1, typed) : L"";
    } else {
        search.ends = true;
        search.is_cancelled = typed == key::cancel;
        pending_ = search.is_cancelled ? std::nullopt : std::optional(typed);
    }
    return key::search;
}

bool LineEditor::is_full() const {
    return line().size() >= options_.longest_line;
}

std::wstring LineEditor::line() const {
    const auto* info = api_.el_wline(editor_);
    return {info->buffer, info->lastchar};
}

void LineEditor::replace_line(const std::wstring& text) {
    const auto length = static_cast<int>(line().size());
    api_.el_cursor(editor_, length);
    api_.el_deletestr(editor_, length);
    if (!text.empty()) {
        api_.el_winsertstr(editor_, text.c_str());
    }
}

unsigned char LineEditor::complete() {
    const auto* info = api_.el_wline(editor_);
    if (info->cursor != info->lastchar) {
        return CC_ERROR;
    }
    if (!names_) {
        names_ = options_.names();
    }
    const auto text = line();
    const auto completion = complete_line(narrow(text), *names_);
    if (!completion.added.empty()) {
        const bool fits = text.size() + completion.added.size() <= options_.longest_line;
        return fits && api_.el_winsertstr(editor_, wide(completion.added).c_str()) == 0 ? CC_REFRESH : CC_ERROR;
    }
    if (completion.words.empty()) {
        return CC_ERROR;
    }
    std::fputs(("\n" + in_columns(completion.words, terminal_columns(options_.in))).c_str(), options_.out);
    api_.el_wset(editor_, EL_REFRESH);
    wait_a_moment(list_delay);
    return CC_NORM;
}

/// Ctrl-R. Not libedit's own search, which takes the pattern as a regular expression and recurses at each key.
unsigned char LineEditor::search() {
    if (!search_) {
        search_ = Search{line(), L"", 0, false, false};
    }
    auto& search = *search_;
    if (search.ends) {
        if (search.is_cancelled) {
            replace_line(search.before);
        }
        search_.reset();
        prompt_ = line_prompt();
        return CC_REFRESH;
    }
    auto found = history_.find(search.pattern, search.older);
    if (!found && search.older > 0) { // The oldest match stays.
        found = history_.find(search.pattern, --search.older);
    }
    replace_line(search.pattern.empty() ? search.before : found.value_or(L""));
    prompt_ = (found || search.pattern.empty() ? L"search: " : L"not found: ") + search.pattern + L"> ";
    return CC_REFRESH;
}

LineEditor& LineEditor::of(EditLine* editor) {
    void* self = nullptr;
    libedit_api()->el_wget(editor, EL_CLIENTDATA, &self);
    return *static_cast<LineEditor*>(self);
}

// No exception passes through libedit.

int LineEditor::on_read(EditLine* editor, wchar_t* key) {
    try {
        return of(editor).read_key(*key);
    } catch (const std::exception&) {
        return 0;
    }
}

wchar_t* LineEditor::on_prompt(EditLine* editor) {
    return of(editor).prompt_.data();
}

unsigned char LineEditor::on_tab(EditLine* editor, std::wint_t /*key*/) {
    try {
        return of(editor).complete();
    } catch (const std::exception&) {
        return CC_ERROR;
    }
}

unsigned char LineEditor::on_search(EditLine* editor, std::wint_t /*key*/) {
    try {
        return of(editor).search();
    } catch (const std::exception&) {
        return CC_ERROR;
    }
}

} // namespace crocum
