#include "settings_flags.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "config/load.hpp"
#include "desk_place.hpp"
#include "exit_code.hpp"

namespace swarmdesk::app {

void SettingsFlags::add_to(CLI::App& command)
{
    add_sources_to(command);
    add_state_folder(command, state_folder, "where the desk keeps its ledger");
}

void SettingsFlags::add_sources_to(CLI::App& command)
{
    command.add_option("--config", file, "YAML file of settings (docs/settings.md)")->check(CLI::ExistingFile);
    command.add_option("--set", assignments, "one setting, as path=value; may be repeated");
}

Settings SettingsFlags::load() const
{
    Settings settings;
    config::Sources sources;
    if (!file.empty()) {
        auto text = config::read_settings_file(file);
        if (!text) quit(text.error().detail);
        sources.file_name = file;
        sources.file_text = std::move(*text);
    }
    sources.environment = config::swarmdesk_environment();
    for (const char* name : {"SWARMDESK_URL", "SWARMDESK_TOKEN", "SWARMDESK_CRASH_AT"})
        sources.environment_reserved.insert(name);
    sources.assignments = assignments;
    if (!state_folder.empty()) sources.assignments.push_back("state_folder=" + state_folder);
    const config::Violations violations = config::load(settings, sources);
    if (!violations.is_empty()) quit("the settings are wrong:\n" + violations.to_string());
    return settings;
}

void SettingsFlags::quit(const std::string& words)
{
    std::cerr << "swarmdesk: " << words << '\n';
    std::exit(exit_usage);
}

}  // namespace swarmdesk::app
