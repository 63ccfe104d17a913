#pragma once

#include <string>

#include "config/bind.hpp"

namespace swarmdesk::config {

std::string document(const Node& root);

/// docs/settings.md: every setting with its type, default and bounds, generated so that it cannot be out of date.
template <class S>
std::string document(const S& defaults)
{
    S copy = defaults;
    return document(bind(copy));
}

}  // namespace swarmdesk::config
