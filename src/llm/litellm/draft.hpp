#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "llm/litellm/reading.hpp"
#include "llm/litellm/upstream.hpp"
#include "llm/settings/gateway_settings.hpp"

/// \file
/// What has been read so far. References between parts of the file are followed only when all of it is known
/// (`finish`), so the sections may come in any order.

namespace swarmdesk::llm::litellm {

/// One item of `credential_list`.
struct Credential {
    std::optional<Secret> api_key;
    std::string api_base;
};

struct DeploymentDraft {
    std::string group;
    Place place;        ///< the item of model_list
    Place model_place;  ///< its model, or the item where that is missing
    Place id_place;     ///< its id, or the item
    std::optional<Place> num_ctx_place;
    std::optional<Place> reserved_place;
    std::optional<std::int32_t> order;
    settings::Deployment deployment;
    Upstream upstream;
    std::set<std::string> given;  ///< keys the file gives, so that router-wide defaults do not replace them
    std::string credential;       ///< litellm_credential_name
    std::optional<Place> credential_place;
    std::optional<std::string> left_out;  ///< why
    bool is_wrong = false;
};

enum class FallbackKind { any = 1, context_window, content_policy };

/// One list of fallbacks, to be judged when all groups are known.
struct FallbackDraft {
    FallbackKind kind = FallbackKind::any;
    Place place;
    std::string from;  ///< "*" for all groups
    std::vector<std::string> to;
    std::string repair;
};

struct AliasDraft {
    Place place;
    std::string name;
    settings::Alias alias;
    std::string repair;
};

struct ModelsDraft {
    Place place;
    std::size_t key;  ///< index in settings.keys
    std::vector<std::string> models;
    std::string repair;
};

/// What the file says of a semantic cache, to be judged when all groups are known.
struct SemanticDraft {
    struct Said {
        Place place;
        std::string store;  ///< "redis": of the type, and whose model it is
        std::string value;
        std::string repair;
    };
    std::vector<Said> types;
    std::vector<Said> models;
    std::vector<Said> thresholds;
};

/// The team a key says it is in.
struct TeamDraft {
    Place place;
    std::string team;
};

struct GatewayDraft {
    settings::GatewaySettings settings;
    std::map<std::string, Credential> credentials;
    std::vector<DeploymentDraft> deployments;
    std::vector<FallbackDraft> fallbacks;
    std::vector<AliasDraft> aliases;
    std::vector<ModelsDraft> models;
    SemanticDraft semantic;
    std::vector<TeamDraft> teams;
    std::map<std::string, std::string> taken;  ///< what a key means, and the path that said it first
    std::optional<Place> num_retries_place;

    // What holds for deployments that say nothing themselves.
    std::optional<nanoseconds> stream_timeout;
    std::optional<nanoseconds> cooldown_time;
    std::optional<std::uint32_t> allowed_fails;
    std::optional<std::uint32_t> max_parallel_requests;
    std::optional<bool> drop_params;
    boost::json::object defaults;
    bool has_explicit_ttl = false;        ///< swarmdesk.cache said it
    bool has_explicit_stale_ttl = false;  ///< the same
    std::vector<Place> key_places;        ///< as many as settings.keys
};

/// The tables of the sections that set things for the whole gateway.
std::span<const Key<GatewayDraft>> router_keys();
std::span<const Key<GatewayDraft>> litellm_keys();
std::span<const Key<GatewayDraft>> general_keys();
std::span<const Key<GatewayDraft>> swarmdesk_keys();

void read_model_list(Reading& reading, const Place& place, GatewayDraft& draft);
void read_credential_list(Reading& reading, const Place& place, GatewayDraft& draft);
/// One of `cache_params`; also used when it stands at the top of the file.
void read_cache_params(Reading& reading, const Place& place, GatewayDraft& draft);

/// Sampling defaults (`temperature`, `stop`, ...): fields of the body that hold where the caller says nothing.
std::span<const Key<boost::json::object>> sampling_keys();
/// A subtree as JSON; plain words become numbers and booleans as YAML has it.
boost::json::value to_json(const config::YamlNode& node);

/// Follows what refers to other parts, fills in what holds for all, and builds the groups.
void finish(Reading& reading, GatewayDraft& draft);

}  // namespace swarmdesk::llm::litellm
