#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace swarmdesk::config {

/// The candidate a person most likely meant: fewest single-character edits, if they are few for its length; empty where
/// none is near. Words beyond 80 characters are near nothing.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

/// ", did you mean x?", or nothing for an empty word.
std::string did_you_mean(std::string_view word);

}  // namespace swarmdesk::config
