#include "lib/roster/known_columns.hpp"

#include "lib/base/transliterate.hpp"
#include "lib/lab/ids.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace crocum {

namespace {

struct Headers {
    ColumnKind kind;
    std::string_view names; ///< separated by "|"
    bool family_first = false;
};

/// All known headers, the preferred ones of a kind first. From the exports of Moodle (participants, grades), Canvas
/// (gradebook), Google Classroom, Microsoft Teams and School Data Sync, and nbgrader, and from registers of schools.
constexpr Headers all_headers[] = {
    {ColumnKind::id, "SIS User ID"},                      // Canvas
    {ColumnKind::id, "SIS ID|Student SIS ID|sourcedId"},  // School Data Sync
    {ColumnKind::id, "ID number|ID-Nummer|Número de ID"}, // Moodle
    {ColumnKind::id, "Numéro d'identification"},          // Moodle
    {ColumnKind::id, "Индивидуальный номер|ID номер"},    // Moodle
    {ColumnKind::id, "id|student_id|Student ID number"},  // crocum, nbgrader
    {ColumnKind::id, "Student number|Student No.|Registration number|Matriculation number|Matric number"},
    {ColumnKind::id, "Идентификатор|Идентификационный номер|Личный номер|Табельный номер"},
    {ColumnKind::id, "Номер студента|Номер ученика|ID студента|ID ученика"},
    {ColumnKind::id, "Номер зачётной книжки|Зачётная книжка|Студенческий билет|Номер студенческого билета"},
    {ColumnKind::id, "Matrikelnummer|Matrikel-Nr.|Matr.-Nr.|Schülernummer|Schüler-Nr.|Schüler-ID"},
    {ColumnKind::id, "Numéro étudiant|Numéro d'étudiant|N° étudiant|Numéro élève|N° élève|INE"},
    {ColumnKind::id, "Número ID|Número de identificación|Matrícula|Número de matrícula|Legajo|Número de expediente"},

    {ColumnKind::login, "SIS Login ID"}, // Canvas
    {ColumnKind::login, "Username|User name|Login|Login ID|Login name|NetID"},
    {ColumnKind::login, "Логин|Имя пользователя|Учётная запись"},
    {ColumnKind::login, "Anmeldename|Benutzername|Nutzername|Benutzerkennung"},
    {ColumnKind::login, "Nom d'utilisateur|Identifiant"},
    {ColumnKind::login, "Nombre de usuario|Usuario"},

    {ColumnKind::email, "Email address|Email|E-mail|Mail|Student email|School email|User principal name"},
    {ColumnKind::email, "Адрес электронной почты|Электронная почта|Эл. почта|Почта|Адрес эл. почты|E-mail адрес"},
    {ColumnKind::email, "E-Mail-Adresse|Mailadresse"},
    {ColumnKind::email, "Adresse de courriel|Adresse e-mail|Adresse mail|Adresse électronique|Courriel|Mél"},
    {ColumnKind::email, "Dirección de correo|Dirección de correo electrónico|Correo electrónico|Correo"},

    {ColumnKind::name, "Name|Full name|Student name|Student|Display name"},
    {ColumnKind::name, "ФИО|Ф.И.О.|Фамилия Имя Отчество|Фамилия Имя|Фамилия и имя|Имя и фамилия|Полное имя"},
    {ColumnKind::name, "ФИО студента|ФИО ученика|ФИО учащегося|ФИО обучающегося"},
    {ColumnKind::name, "Студент|Ученик|Учащийся|Обучающийся"},
    {ColumnKind::name, "Vollständiger Name|Name, Vorname|Nachname, Vorname|Vorname Nachname|Schülername|Schüler"},
    {ColumnKind::name, "Nom complet|Nom et prénom|Nom, Prénom|Prénom et nom|Élève|Étudiant"},
    {ColumnKind::name, "Nombre completo|Nombre y apellidos|Apellidos y nombre|Apellidos, Nombre|Alumno|Estudiante"},

    {ColumnKind::first_name, "First name|Given name|Forename"},
    {ColumnKind::first_name, "Имя"},
    {ColumnKind::first_name, "Vorname|Vornamen"},
    {ColumnKind::first_name, "Prénom|Prénoms"},
    {ColumnKind::first_name, "Nombre|Nombres"},

    {ColumnKind::last_name, "Last name|Surname|Family name"},
    {ColumnKind::last_name, "Фамилия", true},
    {ColumnKind::last_name, "Nachname|Familienname"},
    {ColumnKind::last_name, "Nom|Nom de famille"},
    {ColumnKind::last_name, "Apellidos|Apellido"},

    {ColumnKind::middle_name, "Middle name|Отчество"},

    {ColumnKind::group, "Group|Groups|Группа|Группы|Учебная группа|Gruppe|Gruppen|Groupe|Groupes|Grupo|Grupos"},
    {ColumnKind::group, "Section|Sections|Class|Класс|Klasse|Classe|Clase"},

    {ColumnKind::row_number, "№|№ п/п|п/п|N п/п|Nr.|Lfd. Nr.|Row"},

    // The last column of Moodle's gradebook.
    {ColumnKind::gradebook, "Last downloaded from this course|Zuletzt aus diesem Kurs geladen"},
    {ColumnKind::gradebook, "Dernier téléchargement depuis ce cours|Última descarga de este curso"},
};

std::map<std::string, KnownColumn> by_plain_header() {
    std::map<std::string, KnownColumn> known;
    std::map<ColumnKind, std::size_t> places;
    for (const auto& headers : all_headers) {
        for (auto rest = headers.names; !rest.empty();) {
            const auto end = std::min(rest.find('|'), rest.size());
            known.emplace(
                plain_header(std::string(rest.substr(0, end))),
                KnownColumn{headers.kind, places[headers.kind]++, headers.family_first});
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    return known;
}

} // namespace

std::string plain_header(const std::string& header) {
    std::string plain;
    for (const char c : to_latin(header)) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            plain += c;
        } else if (c == 'N') { // "№" has a capital letter after all.
            plain += 'n';
        }
    }
    return plain;
}

bool same_header(const std::string& one, const std::string& other) {
    return lower_case(one) == lower_case(other);
}

std::optional<KnownColumn> known_column(const std::string& header) {
    static const auto known = by_plain_header();
    const auto found = known.find(plain_header(header));
    return found == known.end() ? std::nullopt : std::optional(found->second);
}

} // namespace crocum
