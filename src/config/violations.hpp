#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace swarmdesk::config {

/// One thing wrong with the settings: which one, where it was written, and what would have been right.
struct Violation {
    std::string path;     ///< "rails.orders_per_hour_max"; empty where no one setting is to blame
    std::string origin;   ///< "swarmdesk.yaml:12", "SWARMDESK_RAILS_ORDERS_PER_HOUR_MAX", "--set"; empty for a default
    std::string message;  ///< "must be 1 to 20, was 50"

    friend bool operator==(const Violation&, const Violation&) = default;
};

/// "rails.orders_per_hour_max (swarmdesk.yaml:12): must be 1 to 20, was 50".
std::string to_string(const Violation& violation);

/// Collects everything that is wrong, so that a person mends it in one go. A section's `validate` names its own fields
/// ("notional_max"); the place of the section is put in front.
class Violations {
public:
    void require(bool holds, std::string_view path, std::string_view message);
    void add(Violation violation) { all_.push_back(std::move(violation)); }

    bool is_empty() const { return all_.empty(); }
    const std::vector<Violation>& all() const { return all_; }
    /// One line each.
    std::string to_string() const;

    /// What `require` puts in front of its paths from now on.
    void set_scope(std::string scope) { scope_ = std::move(scope); }

private:
    std::vector<Violation> all_;
    std::string scope_;
};

/// "rails" and "notional_max" make "rails.notional_max".
std::string join_path(std::string_view scope, std::string_view name);

}  // namespace swarmdesk::config
