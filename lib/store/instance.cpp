#include "lib/store/instance.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"

#include <algorithm>

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// 1: a machine has "domain", "uri", "uuid" and "agent" beside each other, and the provider is "uri". 2: a machine has
/// an "address" of one kind, so that other providers fit.
constexpr int schema = 2;
constexpr const char* record_name = "instance.json";

Phase phase_from(const std::string& text) {
    for (const auto phase : {Phase::creating, Phase::setup, Phase::ready, Phase::removing}) {
        if (text == to_string(phase)) {
            return phase;
        }
    }
    if (text == "making") { // The word of earlier versions.
        return Phase::creating;
    }
    throw Error("\"{}\" is not a phase", sanitize_line(text));
}

Json to_json(const MachineAddress& address) {
    if (const auto* socket = std::get_if<AgentSocket>(&address)) {
        return {{"kind", "agent-socket"}, {"socket", socket->address}};
    }
    const auto& machine = std::get<ProviderMachine>(address);
    return {{"kind", "libvirt-domain"}, {"uri", machine.uri}, {"domain", machine.name}, {"uuid", machine.uuid}};
}

MachineAddress domain_from(const Json& entry) {
    return ProviderMachine{entry.at("uri"), entry.at("domain"), entry.at("uuid")};
}

MachineAddress address_from(const Json& address) {
    const std::string kind = address.at("kind");
    if (kind == "agent-socket") {
        return AgentSocket{address.at("socket")};
    }
    if (kind == "libvirt-domain") {
        return domain_from(address);
    }
    throw Error("a machine has an address of the unknown kind \"{}\"", sanitize_line(kind));
}

/// Schema 1 has the fields of both kinds beside each other.
MachineAddress address_of_schema_1(const Json& machine) {
    const std::string agent = machine.at("agent");
    return agent.empty() ? domain_from(machine) : AgentSocket{agent};
}

Json to_json(const InstanceMachine& machine) {
    return {
        {"name", machine.name},
        {"address", to_json(machine.address)},
        {"set_up", machine.set_up},
        {"setup_digest", machine.setup_digest}};
}

InstanceMachine machine_from(const Json& entry, int version) {
    InstanceMachine machine;
    machine.name = entry.at("name");
    machine.address = version == 1 ? address_of_schema_1(entry) : address_from(entry.at("address"));
    machine.set_up = entry.at("set_up");
    machine.setup_digest = entry.value("setup_digest", "");
    return machine;
}

/// Ids become paths, and some ids come from metadata of domains, not from a user.
void require_ids(const InstanceId& id) {
    if (!is_id(id.lab) || !is_id(id.student)) {
        throw Error(
            "\"{}\" and \"{}\" are not the ids of a lab and a student",
            sanitize_line(id.lab),
            sanitize_line(id.student));
    }
}

std::vector<std::string> folders_in(const fs::path& parent) {
    std::vector<std::string> names;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator(parent, absent)) {
        // A cyclic link is not a folder either.
        if (std::error_code broken; entry.is_directory(broken) && is_id(entry.path().filename().string())) {
            names.push_back(entry.path().filename().string());
        }
    }
    return names;
}

} // namespace

std::string to_string(const InstanceId& id) {
    return sanitize_line(id.lab + " of " + id.student);
}

const char* to_string(Phase phase) noexcept {
    switch (phase) {
    case Phase::creating:
        return "creating";
    case Phase::setup:
        return "setup";
    case Phase::ready:
        return "ready";
    case Phase::removing:
        break;
    }
    return "removing";
}

Json to_json(const Instance& instance) {
    Json resources = Json::array();
    for (const auto& resource : instance.resources) {
        const auto uuid = instance.uuids.find(resource);
        resources.push_back(
            {{"kind", to_string(resource.kind)},
             {"name", resource.name},
             {"pool", resource.pool},
             {"uuid", uuid == instance.uuids.end() ? "" : uuid->second}});
    }
    return {
        {"schema", schema},
        {"lab", instance.id.lab},
        {"student", instance.id.student},
        {"instance", instance.mark},
        {"folder", instance.folder.string()},
        {"title", instance.title},
        {"lab_digest", instance.lab_digest},
        {"phase", to_string(instance.phase)},
        {"broken", instance.broken},
        {"provider", instance.uri},
        {"engine", instance.engine},
        {"variables", instance.variables},
        {"parameters", instance.parameters},
        {"resources", resources},
        {"others", instance.others},
        {"machines", json_list(instance.machines, [](const InstanceMachine& machine) { return to_json(machine); })},
        {"image", instance.image},
        {"image_stamp", instance.image_stamp},
        {"boot", instance.boot},
        {"created", instance.created}};
}

Instance instance_from(const Json& document) {
    const int version = document.value("schema", 0);
    if (version > schema) {
        throw with_hint(
            Error("it has schema {}, and this crocum knows 1 to {}", version, schema),
            "A later version of crocum wrote it: use that version");
    }
    if (version < 1) {
        throw Error("it has no valid schema");
    }
    Instance instance;
    instance.id = {document.at("lab"), document.at("student")};
    instance.mark = document.at("instance");
    instance.folder = document.at("folder").get<std::string>();
    instance.title = document.value("title", ""); // Records of earlier versions do not have it.
    instance.lab_digest = document.at("lab_digest");
    instance.phase = phase_from(document.at("phase"));
    instance.broken = document.at("broken");
    instance.uri = document.at(version == 1 ? "uri" : "provider");
    // Records from before OpenTofu was supported do not have it.
    instance.engine = document.value("engine", instance.uri.empty() ? "" : "terraform");
    instance.variables = document.at("variables").get<std::map<std::string, std::string>>();
    instance.parameters = object_at(document, "parameters").get<std::map<std::string, std::string>>();
    for (const auto& entry : document.at("resources")) {
        const ResourceName name{resource_kind(entry.at("kind")), entry.at("name"), entry.at("pool")};
        instance.resources.insert(name);
        if (const std::string uuid = entry.at("uuid"); !uuid.empty()) {
            instance.uuids[name] = uuid;
        }
    }
    for (const auto& entry : document.at("machines")) {
        instance.machines.push_back(machine_from(entry, version));
        if (!entry.contains("setup_digest")) {
            instance.lab_digest.clear(); // In records of this age the digest included the setup scripts.
        }
    }
    // Records of the first versions have none of these.
    instance.others = document.value("others", std::set<std::string>());
    instance.image = document.value("image", "");
    instance.image_stamp = document.value("image_stamp", "");
    instance.boot = document.value("boot", "");
    instance.created = document.at("created");
    static_cast<void>(from_iso(instance.created)); // Throws when it is not a time.
    return instance;
}

Instances::Instances(const fs::path& state) : root_(state / "instances") {}

fs::path Instances::folder(const InstanceId& id) const {
    return root_ / id.lab / id.student;
}

std::optional<Instance> Instances::find(const InstanceId& id) const {
    const auto file = folder(id) / record_name;
    const auto text = read_file_if_present(file);
    if (!text) {
        return std::nullopt;
    }
    try {
        auto instance = instance_from(parse_json(*text, "it"));
        if (instance.id != id) {
            // A copied folder: two records of the same instance could be destroyed at the same time, under different
            // locks.
            throw Error("it is the record of {}", to_string(instance.id));
        }
        return instance;
    } catch (const std::exception& error) {
        const auto hint = error_hint(error);
        throw with_hint(
            Error("the record {} cannot be read: {}", file.string(), error.what()),
            !hint.empty() ? hint
                          : fmt::format(
                                "Restore the file from a copy, or run \"crocum lab down --orphans {} -s {}\": it "
                                "removes the domains with the mark of this instance and the objects that they list",
                                id.lab,
                                id.student));
    }
}

std::string Instances::mark(const InstanceId& id) const {
    try {
        const auto file = folder(id) / record_name;
        return parse_json(read_file(file), file.string()).at("instance");
    } catch (const std::exception&) {
        return "";
    }
}

void Instances::save(const Instance& instance) const {
    require_ids(instance.id);
    make_folders(folder(instance.id));
    write_file_atomic(folder(instance.id) / record_name, to_text(to_json(instance)));
}

void Instances::remove(const InstanceId& id) const {
    require_ids(id);
    // The record is removed last, so that an interrupted removal is still known.
    const auto instance = folder(id);
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator(instance, absent)) {
        if (entry.path().filename() != record_name) {
            remove_tree(entry.path());
        }
    }
    remove_tree(instance);
}

void Instances::sweep(const InstanceId& id) const {
    const auto instance = folder(id);
    if (fs::exists(instance) && !fs::exists(instance / record_name) && !fs::exists(instance / "terraform.tfstate")) {
        remove_tree(instance);
    }
}

std::vector<InstanceId> Instances::all() const {
    std::vector<InstanceId> ids;
    for (const auto& lab : folders_in(root_)) {
        for (const auto& student : folders_in(root_ / lab)) {
            if (std::error_code broken; fs::exists(fs::symlink_status(folder({lab, student}) / record_name, broken))) {
                ids.push_back({lab, student});
            }
        }
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

} // namespace crocum
