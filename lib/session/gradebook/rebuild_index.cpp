#include "lib/session/gradebook/rebuild_index.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"

#include <memory>

namespace crocum {

namespace fs = std::filesystem;

namespace {

std::unique_ptr<Database> open_checked(const Config& config) {
    auto database = std::make_unique<Database>(config.database, config.state);
    database->check();
    return database;
}

/// Also moves the files that SQLite keeps beside it: SQLite would read them as those of the new database.
fs::path move_aside(const fs::path& file) {
    auto target = fs::path(file.string() + ".damaged-" + to_stamp(current_time()));
    fs::rename(file, target);
    for (const auto* beside : {"-wal", "-shm"}) {
        std::error_code absent;
        fs::rename(file.string() + beside, target.string() + beside, absent);
    }
    return target;
}

} // namespace

Rebuilt rebuild(Context& context, const std::function<void(const std::string& trouble)>& may_move) {
    const auto& config = context.config;
    Rebuilt rebuilt;
    std::unique_ptr<Database> database;
    try {
        database = open_checked(config);
    } catch (const UnreachableError&) {
        throw;
    } catch (const Error& error) {
        const auto file = Database::file_in(config.state);
        if (!config.database.empty() || !Database::is_damage(error) || !fs::exists(file)) {
            throw;
        }
        may_move(error.what());
        rebuilt.moved_to = move_aside(file);
        database = open_checked(config);
    }
    Index index(*database, config.state);
    index.clear();
    context.observer.step("Reading the kept attempts");
    Stopwatch since;
    const auto changes = index.bring_up_to_date([&](std::size_t done, std::size_t all) {
        if (since.seconds() > 1) {
            context.observer.step(fmt::format("{} of {} read", done, all));
            since = {};
        }
    });
    rebuilt.database = database->name();
    rebuilt.damaged = changes.damaged;
    rebuilt.counts = index.counts();
    return rebuilt;
}

} // namespace crocum
