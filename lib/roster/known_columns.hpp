#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace crocum {

/// What a column of a roster is known to contain.
enum class ColumnKind {
    id,         ///< an id that a school or a learning platform gives its students
    login,      ///< a user name
    email,      ///< an address
    name,       ///< a whole name
    first_name, ///< a whole name where there is no column with a last name
    last_name,  ///< likewise
    middle_name,
    group,
    row_number, ///< the number of the row: it changes with every student who comes or goes
    gradebook,  ///< only gradebooks have it: unknown columns beside it are grades
};

struct KnownColumn {
    ColumnKind kind = ColumnKind::id;
    std::size_t place = 0;     ///< in the list of its kind: of two columns of a kind, the earlier one is taken
    bool family_first = false; ///< a name in this language begins with the family name
};

/// What a header names: in English, Russian, German, French or Spanish, in any case, with or without accents,
/// punctuation and blanks.
[[nodiscard]] std::optional<KnownColumn> known_column(const std::string& header);

/// A header as known_column() compares it: only a-z and 0-9. Empty for other alphabets.
[[nodiscard]] std::string plain_header(const std::string& header);

/// Whether two headers are equal apart from the case of ASCII letters.
[[nodiscard]] bool same_header(const std::string& one, const std::string& other);

} // namespace crocum
