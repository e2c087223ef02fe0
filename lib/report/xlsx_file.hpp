#pragma once

#include <memory>
#include <string>

namespace crocum {

/// An Excel workbook with one sheet. The library that writes it (libxlsxwriter) is loaded at the first use: linking it
/// would add its cryptographic library to every start. Throws Error when it is not installed or fails.
class XlsxFile {
public:
    enum class Look {
        plain,
        heading,
        dim,
        percent, ///< of a number from 0 to 1
        open     ///< not measured
    };

    /// `sheet`: at most 31 characters, without those that Excel excludes ([]:*?/\).
    explicit XlsxFile(const std::string& sheet);
    XlsxFile(const XlsxFile&) = delete;
    XlsxFile& operator=(const XlsxFile&) = delete;
    ~XlsxFile();

    // Rows and columns count from 0. A text stays a text, whatever it looks like.
    void text(unsigned row, unsigned column, const std::string& value, Look look = Look::plain);
    void number(unsigned row, unsigned column, double value, Look look = Look::plain);
    void blank(unsigned row, unsigned column, Look look);

    /// In characters.
    void width(unsigned first_column, unsigned last_column, double characters);

    /// The rows above and the columns left of this cell stay visible.
    void freeze(unsigned row, unsigned column);

    /// The bytes of the file. Nothing can be added afterwards.
    [[nodiscard]] std::string bytes();

private:
    struct Book;
    std::unique_ptr<Book> book_;
};

} // namespace crocum
