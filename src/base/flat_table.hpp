#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <functional>

namespace swarmdesk {

/// A hash table that finds a key with two looks at memory, where one of nodes needs four: for what is looked up on the
/// way of every order among many thousands. Its values move when it grows, so nobody keeps a pointer to one.
template <class Key, class Value>
using FlatTable = boost::unordered_flat_map<Key, Value, std::hash<Key>>;
template <class Key>
using FlatSet = boost::unordered_flat_set<Key, std::hash<Key>>;

}  // namespace swarmdesk
