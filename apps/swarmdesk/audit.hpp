#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <string>

#include "terminal.hpp"

namespace swarmdesk::app {

/// `swarmdesk audit verify`: checks every hash, link, signature and the head. Needs no running desk.
int audit_verify(const std::filesystem::path& state_folder, bool is_json, std::ostream& out);

struct AuditShow {
    std::uint64_t after = 0;
    std::uint64_t limit = 50;
    std::string subject;  ///< an intent or account; empty: everything
    bool is_json = false;
    Terminal terminal{};  ///< it is shown on
};

/// `swarmdesk audit show`: events as sentences or JSON lines. Needs no running desk and disturbs none.
int audit_show(const std::filesystem::path& state_folder, const AuditShow& show, std::ostream& out);

/// `swarmdesk audit export`: all events after one, as JSON lines.
int audit_export(const std::filesystem::path& state_folder, std::uint64_t after, std::ostream& out);

}  // namespace swarmdesk::app
