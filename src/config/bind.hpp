#pragma once

#include <map>
#include <utility>
#include <vector>

#include "config/node.hpp"
#include "config/setting.hpp"
#include "config/value.hpp"

namespace swarmdesk::config {

namespace detail {

struct Probe {
    template <class B, class T>
    void operator()(const Setting<B>&, T&)
    {}
    void operator()(const Retired&) {}
};

}  // namespace detail

template <class S>
concept SettingsStruct = requires(S& s, detail::Probe& probe)
{
    S::settings(s, probe);
};

/// The tree of a settings struct. It borrows `settings` and is invalid once that moves or a list in it grows.
template <SettingsStruct S>
Node bind(S& settings);

namespace detail {

template <class T>
struct Shape {  // a single value
    static constexpr bool is_list = false, is_map = false, is_optional = false;
};
template <class T>
struct Shape<std::vector<T>> {
    static constexpr bool is_list = true, is_map = false, is_optional = false;
};
template <class K, class T>
struct Shape<std::map<K, T>> {
    static constexpr bool is_list = false, is_map = true, is_optional = false;
};
template <class T>
struct Shape<std::optional<T>> {
    static constexpr bool is_list = false, is_map = false, is_optional = true;
};

template <class T, class B>
bool is_below(const T& value, const B& bound)
{
    if constexpr (requires { value.size(); })
        return std::cmp_less(value.size(), bound);
    else if constexpr (std::integral<T> && std::integral<B>)
        return std::cmp_less(value, bound);
    else if constexpr (requires { value < bound; })
        return value < bound;
    else
        return value < T{bound};
}

template <class T, class B>
bool is_above(const T& value, const B& bound)
{
    if constexpr (requires { value.size(); })
        return std::cmp_greater(value.size(), bound);
    else if constexpr (std::integral<T> && std::integral<B>)
        return std::cmp_greater(value, bound);
    else if constexpr (requires { value > bound; })
        return value > bound;
    else
        return value > T{bound};
}

/// "1 to 20", "at least 1", "at most 20".
std::string range_words(const std::optional<std::string>& min, const std::optional<std::string>& max);

template <class B>
std::string words(const Bounds<B>& bounds, std::string_view counted = {})
{
    std::optional<std::string> min, max;
    if (bounds.min) min = Value<B>::show(*bounds.min);
    if (bounds.max) max = Value<B>::show(*bounds.max);
    return range_words(min, max).append(counted);
}
inline std::string words(Unbounded, std::string_view = {}) { return {}; }

/// What a place says of its value, with its bounds in words.
template <class T, class B>
std::optional<std::string> objection(const T& value, const Bounds<B>& bounds, const std::string& words)
{
    const bool fits = !(bounds.min && is_below(value, *bounds.min)) && !(bounds.max && is_above(value, *bounds.max));
    return fits ? std::nullopt : std::optional{"must be " + words};
}
template <class T>
std::optional<std::string> objection(const T&, Unbounded, const std::string&)
{
    return std::nullopt;
}

template <class K>
std::optional<K> parse_key(std::string_view key)
{
    if (!swarmdesk::detail::is_name(key)) return std::nullopt;
    const auto name = Value<K>::parse(key);
    return name ? std::optional<K>{*name} : std::nullopt;
}

template <class T>
constexpr bool is_value = ValueType<T>;
/// A section whose settings are declared elsewhere binds itself (section.hpp).
template <class T>
constexpr bool is_section = requires(T& place)
{
    place.bind();
};
template <class T>
constexpr bool can_be_set = SettingsStruct<T> || is_section<T> || is_value<T>;
template <class T>
constexpr bool can_be_set<std::optional<T>> = is_value<T>;
template <class T>
constexpr bool can_be_set<std::vector<T>> = can_be_set<T>;
template <class K, class T>
constexpr bool can_be_set<std::map<K, T>> = is_value<K>&& can_be_set<T>;

template <class B>
constexpr bool can_bound = true;
template <class B>
constexpr bool can_bound<Bounds<B>> = is_value<B>;

template <class T, class B>
Node bind_place(T& place, const B& bounds);

template <class T>
std::shared_ptr<Node> sample_of()
{
    auto owned = std::make_shared<T>();
    auto node = std::make_shared<Node>(bind_place(*owned, Unbounded{}));
    node->owned = owned;
    return node;
}

template <ValueType T, class B>
Node bind_value(T& place, const B& bounds)
{
    Node node;
    node.type = Value<T>::type();
    node.bounds = words(bounds, std::same_as<T, std::string> ? " characters" : "");
    node.is_secret = std::same_as<T, Secret>;
    node.assign = [&place](std::string_view text) -> std::optional<std::string> {
        auto value = Value<T>::parse(text);
        if (!value) return value.error().detail;
        place = std::move(*value);
        return std::nullopt;
    };
    node.show = [&place] { return std::optional<std::string>{Value<T>::show(place)}; };
    node.check = [&place, bounds, words = node.bounds] { return objection(place, bounds, words); };
    return node;
}

template <class T, class B>
Node bind_optional(std::optional<T>& place, const B& bounds)
{
    T blank{};
    Node node = bind_value(blank, bounds);
    node.is_optional = true;
    node.assign = [&place](std::string_view text) -> std::optional<std::string> {
        auto value = Value<T>::parse(text);
        if (!value) return value.error().detail;
        place = std::move(*value);
        return std::nullopt;
    };
    node.show = [&place] { return place ? std::optional<std::string>{Value<T>::show(*place)} : std::nullopt; };
    node.check = [&place, bounds, words = node.bounds] {
        return place ? objection(*place, bounds, words) : std::nullopt;
    };
    node.clear = [&place] { place.reset(); };
    return node;
}

template <class T, class B>
Node bind_list(std::vector<T>& place, const B& bounds)
{
    Node node;
    node.kind = NodeKind::list;
    node.sample = sample_of<T>();
    node.type = "list of " + (node.sample->kind == NodeKind::section ? "sections" : node.sample->type);
    node.bounds = words(bounds, " items");
    node.check = [&place, bounds, words = node.bounds] { return objection(place, bounds, words); };
    node.clear = [&place] { place.clear(); };
    node.add = [&place](std::string_view) {
        return std::optional<Node>{bind_place(place.emplace_back(), Unbounded{})};
    };
    node.items = [&place] {
        std::vector<Node> items;
        for (T& item : place) items.push_back(bind_place(item, Unbounded{}));
        return items;
    };
    return node;
}

template <class K, class T, class B>
Node bind_map(std::map<K, T>& place, const B& bounds)
{
    Node node;
    node.kind = NodeKind::map;
    node.sample = sample_of<T>();
    node.type = "map of name to " + (node.sample->kind == NodeKind::section ? "section" : node.sample->type);
    node.bounds = words(bounds, " entries");
    node.check = [&place, bounds, words = node.bounds] { return objection(place, bounds, words); };
    node.clear = [&place] { place.clear(); };
    node.add = [&place](std::string_view key) -> std::optional<Node> {
        const auto parsed = parse_key<K>(key);
        if (!parsed) return std::nullopt;
        Node item = bind_place(place[*parsed], Unbounded{});
        item.name = key;
        return item;
    };
    node.items = [&place] {
        std::vector<Node> items;
        for (auto& [key, item] : place) {
            items.push_back(bind_place(item, Unbounded{}));
            items.back().name = Value<K>::show(key);
        }
        return items;
    };
    return node;
}

template <class T, class B>
Node bind_place(T& place, const B& bounds)
{
    if constexpr (is_section<T>)
        return place.bind();
    else if constexpr (SettingsStruct<T>)
        return bind(place);
    else if constexpr (Shape<T>::is_list)
        return bind_list(place, bounds);
    else if constexpr (Shape<T>::is_map)
        return bind_map(place, bounds);
    else if constexpr (Shape<T>::is_optional)
        return bind_optional(place, bounds);
    else
        return bind_value(place, bounds);
}

struct Binder {
    template <class B, class T>
    void operator()(const Setting<B>& setting, T& place)
    {
        // Asked before anything is made of the type, so that a wrong one is a sentence and not forty lines.
        static_assert(can_be_set<T>, "a setting cannot have this type; the types that can are listed in setting.hpp");
        static_assert(can_bound<B>, "the bounds of a setting cannot have this type");
        if constexpr (can_be_set<T> && can_bound<B>) {
            Node node = bind_place(place, setting.bounds);
            node.name = setting.name;
            node.description = setting.description;
            node.unit = setting.unit;
            children.push_back(std::move(node));
        }
    }
    void operator()(const Retired& gone) { retired.push_back(gone); }
    std::vector<Node> children;
    std::vector<Retired> retired;
};

}  // namespace detail

template <SettingsStruct S>
Node bind(S& settings)
{
    Node node;
    node.kind = NodeKind::section;
    node.type = "section";
    detail::Binder binder;
    S::settings(settings, binder);
    node.children = std::move(binder.children);
    node.retired = std::move(binder.retired);
    if constexpr (requires(Violations & violations) { settings.validate(violations); })
        node.validate = [&settings](Violations& violations) { settings.validate(violations); };
    return node;
}

}  // namespace swarmdesk::config
