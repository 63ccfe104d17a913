#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace swarmdesk::llm::providers {

/// An upstream's words, made fit to be passed on and logged: without `key`, without anything that looks like a key
/// ("sk-…", "gsk_…", what follows "Bearer"), on one line, cut between code points to `bytes_max`; always UTF-8.
std::string clean_message(std::string_view text, const Secret& key, std::size_t bytes_max = 500);

}  // namespace swarmdesk::llm::providers
