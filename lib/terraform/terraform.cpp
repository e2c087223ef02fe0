#include "lib/terraform/terraform.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/lock.hpp"
#include "lib/base/text.hpp"
#include "lib/terraform/cli_config.hpp"
#include "lib/terraform/init_cache.hpp"
#include "lib/terraform/init_failure.hpp"
#include "lib/terraform/resources.hpp"
#include "lib/terraform/variable_files.hpp"

#include <algorithm>
#include <csignal>

namespace crocum {

namespace fs = std::filesystem;

namespace {

constexpr const char* plan_file = ".crocum/plan";
constexpr const char* variable_file = ".crocum/variables.tfvars.json";
/// Instances are created in parallel; the few resources of one instance gain nothing from terraform's ten workers.
constexpr const char* parallelism = "-parallelism=4";

std::vector<std::string> own_environment(const Terraform::Settings& settings, const fs::path& rc) {
    auto environment = environment_for_engine();
    environment.insert(environment.end(), {"TF_CLI_CONFIG_FILE=" + rc.string(), "TF_IN_AUTOMATION=1", "TF_INPUT=0"});
    if (!settings.libvirt_uri.empty()) {
        environment.push_back("LIBVIRT_DEFAULT_URI=" + settings.libvirt_uri);
    }
    for (const auto& [name, value] : settings.variables) {
        environment.push_back(fmt::format("TF_VAR_{}={}", name, value));
    }
    return environment;
}

/// The command that exceeded its time, with a hint. `output` is Terraform's complete output.
Error timeout_error(
    const Terraform::Settings& settings,
    const std::string& verb,
    Seconds limit,
    const ProcessResult& result,
    const std::string& output) {
    const bool changes = verb == "apply" || verb == "destroy";
    Error error(
        "{} {} did not end within {} s and was {}. A provider that waits for libvirt, or a registry that does not "
        "answer, is the usual cause{}{}",
        settings.engine.name,
        verb,
        limit.count(),
        result.signal == SIGKILL ? "killed" : "stopped",
        output.empty() ? "" : "\n",
        output);
    if (changes) {
        error.hint = fmt::format(
            "See {} for the messages of the provider. To give more time, set terraform_timeout in config.toml or "
            "CROCUM_TERRAFORM_TIMEOUT",
            (settings.folder / ".crocum" / (verb + ".log")).string());
    } else {
        error.hint = fmt::format(
            "See whether libvirt answers (virsh list), and whether \"{} {}\" ends in {}",
            settings.engine.program.string(),
            verb,
            settings.folder.string());
    }
    return error;
}

} // namespace

Terraform::Terraform(Settings settings) : settings_(std::move(settings)), own_(settings_.folder / ".crocum") {
    make_folders(own_);
    write_file_atomic(own_ / "terraform.rc", cli_config(settings_.providers));
}

ProcessSpec Terraform::spec(std::vector<std::string> arguments, Seconds limit) const {
    ProcessSpec spec;
    spec.argv = {settings_.engine.program.string(), "-chdir=" + settings_.folder.string()};
    spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
    // Not the caller's directory, so that path.cwd in a lab's files is the working directory, too.
    spec.directory = settings_.folder;
    spec.environment = own_environment(settings_, own_ / "terraform.rc");
    spec.inherit = settings_.inherited;
    spec.capture_limit = std::size_t{64} << 20U;
    spec.soft_deadline = Deadline(limit);
    spec.grace = settings_.limits.grace;
    return spec;
}

std::vector<std::string> Terraform::with_variables(std::vector<std::string> arguments) const {
    const auto contested = contested_variables(settings_.folder, settings_.variables);
    if (contested.empty()) {
        return arguments;
    }
    const auto file = settings_.folder / variable_file;
    write_private_file(file, to_text(Json(contested)));
    arguments.push_back(fmt::format("-var-file={}", variable_file));
    return arguments;
}

ProcessResult Terraform::run_within(const ProcessSpec& process, const std::string& verb, Seconds limit) const {
    auto result = run(process);
    if (result.timed_out) {
        throw timeout_error(settings_, verb, limit, result, sanitize(result.err));
    }
    return result;
}

void Terraform::init(Backend backend) {
    std::vector<std::string> arguments{"init", "-input=false", "-no-color"};
    if (backend == Backend::left_alone) {
        arguments.emplace_back("-backend=false");
    }
    const auto limit = settings_.limits.init;
    const auto only =
        Lock::take(settings_.init_lock, "terraform init", limit + settings_.limits.grace, [](const Holder&) {});
    std::optional<InitCache> cache;
    if (backend == Backend::used && !settings_.init_key.empty() && !settings_.init_cache.empty()) {
        cache.emplace(settings_.init_cache, settings_, cli_config(settings_.providers));
    }
    if (cache && cache->restore(settings_.folder)) {
        return share_with_group(settings_.folder);
    }
    unlock_mirrored_providers(settings_.folder, settings_.providers);
    auto process = spec(std::move(arguments), limit);
    // Inherited, so that an init that outlives a killed crocum still holds the lock.
    process.inherit.push_back(only.fd());
    const auto result = run_within(process, "init", limit);
    share_with_group(settings_.folder);
    if (!result.ok()) {
        const auto errors = init_errors(result.out, result.err);
        std::vector<std::string> hints;
        for (const auto& cause : init_causes(errors, settings_.providers)) {
            hints.push_back(cause.hint);
        }
        throw with_hint(Error("{} init: {}\n{}", settings_.engine.name, result.outcome(), errors), join(hints, ". "));
    }
    if (cache) {
        cache->keep(settings_.folder);
    }
}

Json Terraform::validate() {
    const auto limit = settings_.limits.question;
    const auto result = run_within(spec({"validate", "-json"}, limit), "validate", limit);
    return in_context(settings_.engine.name + " validate", [&] {
        return parse_json(result.out, "what it prints (" + result.outcome() + ")");
    });
}

std::optional<Json> Terraform::evaluate(const std::string& expression) {
    const auto limit = settings_.limits.question;
    auto console = spec(with_variables({"console"}), limit);
    // A string is printed in JSON's form, and jsonencode turns any value into a string.
    console.input = "jsonencode(" + expression + ")\n";
    const auto result = run_within(console, "console", limit);
    try {
        // Warnings are printed before the value.
        const auto output = lines(result.out);
        if (result.ok() && !output.empty()) {
            return parse_json(parse_json(output.back(), "the console").get<std::string>(), "the value");
        }
    } catch (const std::exception&) {
        return std::nullopt; // "(known after apply)"
    }
    return std::nullopt;
}

Json Terraform::plan() {
    run_json(
        "plan",
        with_variables({"-input=false", "-lock-timeout=60s", "-json", fmt::format("-out={}", plan_file)}),
        settings_.limits.question,
        {});
    return show({"-json", plan_file});
}

void Terraform::apply(const Sink& sink, const std::function<void()>& tick) {
    run_json(
        "apply",
        {"-input=false", "-lock-timeout=60s", "-json", parallelism, plan_file},
        settings_.limits.change,
        sink,
        tick);
}

void Terraform::destroy(const Sink& sink) {
    run_json(
        "destroy",
        with_variables({"-input=false", "-lock-timeout=60s", "-json", parallelism, "-auto-approve"}),
        settings_.limits.change,
        sink);
}

Json Terraform::show() {
    return show(std::vector<std::string>{"-json"});
}

Json Terraform::show(const std::vector<std::string>& arguments) {
    std::vector<std::string> all{"show", "-no-color"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const auto limit = settings_.limits.question;
    const auto result = run_within(spec(std::move(all), limit), "show", limit);
    if (!result.ok()) {
        throw Error("{} show: {}\n{}", settings_.engine.name, result.outcome(), sanitize(result.err));
    }
    return parse_json(result.out, "what terraform show prints");
}

bool Terraform::initialised() const {
    return fs::exists(settings_.folder / ".terraform");
}

void Terraform::run_json(
    const std::string& verb,
    const std::vector<std::string>& arguments,
    Seconds limit,
    const Sink& sink,
    const std::function<void()>& tick) {
    LineFile events(own_ / (verb + ".jsonl"));
    LineFile log(own_ / (verb + ".log"));
    std::string errors;
    const auto take = [&](std::string_view line) {
        const auto event = parse_event(line);
        if (event.error) {
            errors += event.text + "\n";
        }
        if (sink) {
            sink(event);
        }
    };
    std::vector<std::string> all{verb};
    all.insert(all.end(), arguments.begin(), arguments.end());
    auto process = spec(std::move(all), limit);
    process.stdout_file = events.path();
    // Errors in its configuration go to stderr as plain text; also into a file, for the reason given above.
    process.stderr_file = own_ / (verb + ".stderr");
    std::error_code absent;
    fs::remove(process.stderr_file, absent);
    // Providers' errors, as they happen.
    process.environment->emplace_back("TF_LOG_PROVIDER=ERROR");
    process.environment->emplace_back("TF_LOG_PATH=" + log.path().string());
    const auto take_log = [&](std::string_view line) {
        if (const auto event = parse_log_line(line); event && sink) {
            sink(*event);
        }
    };
    process.on_tick = [&] {
        events.follow(take);
        log.follow(take_log);
        if (tick) {
            tick();
        }
    };
    const auto follow_to_the_end = [&] {
        share_with_group(settings_.folder);
        log.follow(take_log);
        events.follow(take);
    };
    ProcessResult result;
    try {
        result = run(process);
    } catch (...) {
        // Terraform has ended, and the changes that it made are kept.
        follow_to_the_end();
        throw;
    }
    follow_to_the_end();
    if (!result.ok()) {
        const auto plain = sanitize(read_file_if_present(process.stderr_file).value_or(""));
        if (result.timed_out) {
            throw timeout_error(settings_, verb, limit, result, errors + plain);
        }
        throw Error("{} {}: {}\n{}{}", settings_.engine.name, verb, result.outcome(), errors, plain);
    }
}

} // namespace crocum
