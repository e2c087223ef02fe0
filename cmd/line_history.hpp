#pragma once

#include "cmd/libedit.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace crocum {

/// The lines of a session, in memory only.
class LineHistory {
public:
    explicit LineHistory(const LibeditApi& api) : api_(api), lines_(api.history_winit()) {}

    LineHistory(const LineHistory&) = delete;
    LineHistory& operator=(const LineHistory&) = delete;
    ~LineHistory();

    /// Makes this the history of an editor, which must not outlive it. Returns false when there is no memory.
    [[nodiscard]] bool attach(EditLine* editor);

    void add(const std::wstring& line);

    /// The newest line that contains `pattern`, after `older` newer ones.
    [[nodiscard]] std::optional<std::wstring> find(const std::wstring& pattern, std::size_t older) const;

private:
    const LibeditApi& api_;
    HistoryW* lines_;
};

} // namespace crocum
