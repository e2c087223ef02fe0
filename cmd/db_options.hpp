#pragma once

#include "cmd/command.hpp"
#include "lib/store/index.hpp"

#include <memory>
#include <string>
#include <vector>

namespace crocum {

/// The options of the verbs of the group db.
struct DbOptions {
    OutputOptions output;
    std::string file;
    bool yes = false;
};

/// Adds the output options, and `run` as the verb's action.
std::shared_ptr<DbOptions> add_db_options(Verb& verb, Invocation& invocation, Exit (*run)(const DbOptions&));

/// The number of classes, students, instances, attempts and results, in JSON and on one line.
[[nodiscard]] Json to_json(const Index::Counts& counts);
[[nodiscard]] std::string counts_line(const Index::Counts& counts);

/// Files that could not be read into the index, in JSON and as messages.
[[nodiscard]] Json to_json(const std::vector<Index::Damaged>& damaged);
void show_damaged(const Output& output, const std::vector<Index::Damaged>& damaged);

} // namespace crocum
