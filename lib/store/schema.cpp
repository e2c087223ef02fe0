#include "lib/store/schema.hpp"

namespace crocum {

const std::vector<std::vector<std::string>>& migrations() {
    static const std::vector<std::vector<std::string>> steps{
        {
            // Ids are those of files and domains (lib/lab/ids.hpp); points are numbers, times ISO 8601 in UTC, lists
            // JSON.
            R"(CREATE TABLE users (
                name TEXT PRIMARY KEY,
                role TEXT NOT NULL,
                created TEXT NOT NULL))",
            R"(CREATE TABLE classes (
                name TEXT PRIMARY KEY,
                secret TEXT NOT NULL,
                created TEXT NOT NULL,
                updated TEXT NOT NULL))",
            R"(CREATE TABLE students (
                class TEXT NOT NULL REFERENCES classes (name) ON DELETE CASCADE,
                id TEXT NOT NULL,
                place INTEGER NOT NULL,
                external TEXT NOT NULL,
                name TEXT NOT NULL,
                email TEXT NOT NULL,
                in_group TEXT NOT NULL,
                more TEXT NOT NULL,
                gone INTEGER NOT NULL,
                PRIMARY KEY (class, id)))",
            R"(CREATE TABLE labs (
                id TEXT PRIMARY KEY,
                title TEXT NOT NULL,
                folder TEXT NOT NULL))",
            R"(CREATE TABLE instances (
                lab TEXT NOT NULL,
                student TEXT NOT NULL,
                mark TEXT NOT NULL,
                provider TEXT NOT NULL,
                phase TEXT NOT NULL,
                resources INTEGER NOT NULL,
                created TEXT NOT NULL,
                PRIMARY KEY (lab, student)))",
            R"(CREATE TABLE attempts (
                lab TEXT NOT NULL,
                student TEXT NOT NULL,
                name TEXT NOT NULL,
                instance TEXT NOT NULL,
                started TEXT NOT NULL,
                finished TEXT NOT NULL,
                partial INTEGER NOT NULL,
                score DOUBLE PRECISION,
                max_score DOUBLE PRECISION NOT NULL,
                reached DOUBLE PRECISION NOT NULL,
                measured DOUBLE PRECISION NOT NULL,
                ungraded INTEGER NOT NULL,
                decided INTEGER NOT NULL,
                regraded INTEGER NOT NULL,
                suites TEXT NOT NULL,
                PRIMARY KEY (lab, student, name)))",
            R"(CREATE TABLE results (
                lab TEXT NOT NULL,
                student TEXT NOT NULL,
                attempt TEXT NOT NULL,
                id TEXT NOT NULL,
                place INTEGER NOT NULL,
                machine TEXT NOT NULL,
                title TEXT NOT NULL,
                visibility TEXT NOT NULL,
                verdict TEXT NOT NULL,
                reason TEXT NOT NULL,
                message TEXT NOT NULL,
                score DOUBLE PRECISION,
                max_score DOUBLE PRECISION NOT NULL,
                seconds DOUBLE PRECISION NOT NULL,
                PRIMARY KEY (lab, student, attempt, id),
                FOREIGN KEY (lab, student, attempt) REFERENCES attempts (lab, student, name) ON DELETE CASCADE))",
        },
        {
            // These were still empty.
            "DROP TABLE results",
            "DROP TABLE attempts",
            "DROP TABLE instances",
            // The three tables repeat files (lib/store/index.hpp). `origin` is the state directory, as several can
            // share a server; `stamp` identifies the version of the files.
            R"(CREATE TABLE instances (
                origin TEXT NOT NULL,
                lab TEXT NOT NULL,
                student TEXT NOT NULL,
                mark TEXT NOT NULL,
                provider TEXT NOT NULL,
                phase TEXT NOT NULL,
                broken TEXT NOT NULL,
                resources INTEGER NOT NULL,
                created TEXT NOT NULL,
                stamp TEXT NOT NULL,
                PRIMARY KEY (origin, lab, student)))",
            R"(CREATE TABLE attempts (
                origin TEXT NOT NULL,
                lab TEXT NOT NULL,
                student TEXT NOT NULL,
                name TEXT NOT NULL,
                instance TEXT NOT NULL,
                started TEXT NOT NULL,
                finished TEXT NOT NULL,
                partial INTEGER NOT NULL,
                complete INTEGER NOT NULL,
                settled INTEGER NOT NULL,
                score DOUBLE PRECISION,
                max_score DOUBLE PRECISION NOT NULL,
                reached DOUBLE PRECISION NOT NULL,
                measured DOUBLE PRECISION NOT NULL,
                ungraded INTEGER NOT NULL,
                checks INTEGER NOT NULL,
                decided INTEGER NOT NULL,
                decided_by TEXT NOT NULL,
                has_decisions INTEGER NOT NULL,
                regraded INTEGER NOT NULL,
                deadline TEXT NOT NULL,
                counted TEXT NOT NULL,
                late_policy TEXT NOT NULL,
                penalty DOUBLE PRECISION NOT NULL,
                suites TEXT NOT NULL,
                document TEXT NOT NULL,
                stamp TEXT NOT NULL,
                PRIMARY KEY (origin, lab, student, name)))",
            R"(CREATE TABLE results (
                origin TEXT NOT NULL,
                lab TEXT NOT NULL,
                student TEXT NOT NULL,
                attempt TEXT NOT NULL,
                id TEXT NOT NULL,
                place INTEGER NOT NULL,
                machine TEXT NOT NULL,
                title TEXT NOT NULL,
                visibility TEXT NOT NULL,
                verdict TEXT NOT NULL,
                reason TEXT NOT NULL,
                message TEXT NOT NULL,
                score DOUBLE PRECISION,
                max_score DOUBLE PRECISION NOT NULL,
                seconds DOUBLE PRECISION NOT NULL,
                PRIMARY KEY (origin, lab, student, attempt, id)))",
        },
        {
            R"(CREATE TABLE parameters (
                lab TEXT NOT NULL,
                student TEXT NOT NULL,
                class TEXT NOT NULL,
                name TEXT NOT NULL,
                value TEXT NOT NULL,
                PRIMARY KEY (lab, student, name)))",
        },
        {
            // The number of a check in the task. The rows of these tables are read from the files again.
            "DELETE FROM results",
            "DELETE FROM attempts",
            "ALTER TABLE results ADD COLUMN number TEXT NOT NULL DEFAULT ''",
        },
        {
            // Never read.
            "DROP TABLE users",
            "DROP TABLE labs",
        },
        {
            // Decisions apply to all attempts of a student. The rows are read from the files again.
            "DELETE FROM results",
            "DELETE FROM attempts",
            "ALTER TABLE attempts DROP COLUMN has_decisions",
            "ALTER TABLE attempts ADD COLUMN decided_why TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE attempts ADD COLUMN whole INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE attempts ADD COLUMN measured_reached DOUBLE PRECISION NOT NULL DEFAULT 0",
            "ALTER TABLE attempts ADD COLUMN measured_ungraded INTEGER NOT NULL DEFAULT 0",
            // `late` as in late_policy.hpp; `student` is empty for the whole class.
            R"(CREATE TABLE dues (
                class TEXT NOT NULL REFERENCES classes (name) ON DELETE CASCADE,
                lab TEXT NOT NULL,
                student TEXT NOT NULL,
                due TEXT NOT NULL,
                late TEXT NOT NULL,
                set_by TEXT NOT NULL,
                set_at TEXT NOT NULL,
                PRIMARY KEY (class, lab, student)))",
        },
        {
            // What reports need of an attempt. The rows are read from the files again.
            "DELETE FROM results",
            "DELETE FROM attempts",
            "ALTER TABLE attempts ADD COLUMN title TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE results ADD COLUMN hide_errors TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE results ADD COLUMN share DOUBLE PRECISION NOT NULL DEFAULT 0",
            "ALTER TABLE results ADD COLUMN tags TEXT NOT NULL DEFAULT '[]'",
            // The grade item of another system that receives the scores of a lab.
            R"(CREATE TABLE grade_items (
                class TEXT NOT NULL REFERENCES classes (name) ON DELETE CASCADE,
                lab TEXT NOT NULL,
                item TEXT NOT NULL,
                PRIMARY KEY (class, lab)))",
            // The headers of the columns that a teacher chose for the rosters of a class; `names` is a list.
            R"(CREATE TABLE roster_columns (
                class TEXT PRIMARY KEY REFERENCES classes (name) ON DELETE CASCADE,
                id TEXT NOT NULL,
                names TEXT NOT NULL,
                email TEXT NOT NULL,
                in_group TEXT NOT NULL))",
        },
        {
            // A lab has a grade item in each system: "moodle", "canvas".
            R"(CREATE TABLE items (
                class TEXT NOT NULL REFERENCES classes (name) ON DELETE CASCADE,
                lab TEXT NOT NULL,
                system TEXT NOT NULL,
                item TEXT NOT NULL,
                PRIMARY KEY (class, lab, system)))",
            "INSERT INTO items SELECT class, lab, 'moodle', item FROM grade_items",
            "DROP TABLE grade_items",
            "ALTER TABLE items RENAME TO grade_items",
        },
    };
    return steps;
}

} // namespace crocum
