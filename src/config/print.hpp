#pragma once

#include <string>

#include "config/bind.hpp"

namespace swarmdesk::config {

std::string print(const Node& root);

/// The settings in effect, as YAML that `load` accepts; secrets as [secret].
template <class S>
std::string print(const S& settings)
{
    S copy = settings;
    return print(bind(copy));
}

}  // namespace swarmdesk::config
