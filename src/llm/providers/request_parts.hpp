#pragma once

#include <boost/json.hpp>

#include "llm/chat.hpp"
#include "llm/providers/provider.hpp"

namespace swarmdesk::llm::providers {

/// The caller's fields over the deployment's defaults, nulls left out: to every upstream they mean "not said". The two
/// names of the token limit count as one field. What a provider sets itself (`model`, `stream`, `stream_options`) is
/// never taken. Made in `storage`.
boost::json::object merged_body(const ModelCall& call, const Target& target, boost::json::storage_ptr storage = {});

/// `base` without slashes at its end, and `path`.
std::string joined_url(std::string_view base, std::string_view path);
/// Adds a field that carries a key; fails where no header could.
Result<void> add_key(net::Headers& headers, std::string_view name, std::string_view prefix, const Secret& key);
/// "`field`: `name` cannot do that", as `out_of_range`: another upstream might.
Error cannot(std::string_view upstream, std::string_view field);

}  // namespace swarmdesk::llm::providers
