#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "llm/litellm/finding.hpp"
#include "llm/litellm/place.hpp"
#include "llm/litellm/reference.hpp"
#include "llm/litellm/scalars.hpp"

namespace swarmdesk::llm::litellm {

/// A scalar of the file with its references followed.
struct Text {
    std::string value;
    std::string repair;  ///< a sentence, or empty
    bool was_reference = false;
};

/// One import under way: follows references, and keeps the verdict on every key. A key has one finding: a worse verdict
/// replaces a better one, and of two alike both sentences stay. Borrows the surroundings and the file's tree.
class Reading {
public:
    explicit Reading(const Surroundings& surroundings) : surroundings_(surroundings) {}

    void honour(const Place& place, std::string sentence);
    void repair(const Place& place, std::string sentence) { record(place, Verdict::repaired, std::move(sentence)); }
    void leave(const Place& place, std::string sentence) { record(place, Verdict::unsupported, std::move(sentence)); }
    void wrong(const Place& place, std::string sentence) { record(place, Verdict::wrong, std::move(sentence)); }
    /// Repaired if there is something to repair, else honoured.
    void settle(const Place& place, std::string_view repair, std::string_view sentence);
    /// The same verdict on all that stands below the place.
    void judge_all(const Place& place, Verdict verdict, const std::string& sentence);
    /// A key which should be there: a finding for what has no leaf.
    void missing(const Place& map, std::string_view key, std::string sentence);

    /// The scalar there; nothing where there is none to use, after saying so. An empty value keeps its default.
    std::optional<Text> text(const Place& place);
    /// A list of scalars, or by repair a single one. Repairs of its items are in `repair`.
    struct List {
        std::vector<std::string> items;
        std::string repair;
    };
    std::optional<List> list(const Place& place);
    /// As `text`, for what must not be seen. A reference which leads nowhere is given back as the sentence in
    /// `missing`, for the caller to judge.
    struct Hidden {
        Secret secret;
        std::string repair;
        std::string missing;
        bool was_reference = false;
    };
    std::optional<Hidden> secret(const Place& place);

    /// Reads a value into `target`. `read` takes the text to a Result<Read<T>>.
    template <class T, class Reader>
    bool assign(const Place& place, T& target, Reader read, std::string_view sentence)
    {
        const auto text = this->text(place);
        if (!text) return false;
        const auto value = read(text->value);
        if (!value) {
            wrong(place, "It " + value.error().detail + ".");
            return false;
        }
        target = static_cast<typename Plain<T>::Type>(value->value);
        settle(place, joined(text->repair, value->repair), sentence);
        return true;
    }

    const Surroundings& surroundings() const { return surroundings_; }
    void set_variable(const std::string& name, std::string value)
    {
        surroundings_.environment[name] = std::move(value);
    }
    /// A text that must appear in no finding.
    void hide(std::string_view secret);

    /// While one lives, what would be honoured is repaired, with the sentence in front: for keys at the wrong place.
    class Misplaced {
    public:
        Misplaced(Reading& reading, std::string_view sentence) : reading_(reading), before_(reading.misplaced_)
        {
            reading_.misplaced_ = joined(before_, sentence);
        }
        ~Misplaced() { reading_.misplaced_ = before_; }
        Misplaced(const Misplaced&) = delete;
        Misplaced& operator=(const Misplaced&) = delete;

    private:
        Reading& reading_;
        std::string before_;
    };

    /// What a verdict given only after the scope must put in front; empty outside of one.
    const std::string& misplaced() const { return misplaced_; }

    /// All findings by line, without secrets. A key of the tree that nobody judged is unsupported.
    std::vector<Finding> take(const config::YamlNode& root);

    static std::string joined(std::string_view first, std::string_view second);

private:
    template <class T>
    struct Plain {
        using Type = T;
    };
    template <class T>
    struct Plain<std::optional<T>> {
        using Type = T;
    };

    void record(const Place& place, Verdict verdict, std::string sentence);
    void record(const std::string& path, int line, Verdict verdict, std::string sentence);
    std::string scrubbed(std::string text) const;

    Surroundings surroundings_;
    std::map<std::string, Finding> findings_;
    std::set<std::string> secrets_;
    std::string misplaced_;
};

/// A key that a map may have. `read` is null for one that has no effect; then `why` says so in a sentence. A name that
/// ends in `*` stands for all that begin so.
template <class Draft>
struct Key {
    std::string_view name;
    void (*read)(Reading&, const Place&, Draft&);
    std::string_view why = {};
};

template <class Draft>
const Key<Draft>* find_key(std::span<const Key<Draft>> keys, std::string_view name)
{
    for (const Key<Draft>& key : keys) {
        if (key.name == name) return &key;
        if (key.name.ends_with('*') && name.starts_with(key.name.substr(0, key.name.size() - 1))) return &key;
    }
    return nullptr;
}

template <class Draft>
void read_key(Reading& reading, const Place& place, const Key<Draft>& key, Draft& draft)
{
    if (key.read)
        key.read(reading, place, draft);
    else
        reading.judge_all(place, Verdict::unsupported, std::string{key.why});
}

/// The finding for a key nobody knows, with the name that was most likely meant.
void judge_unknown(Reading& reading, const Place& place, std::string_view name,
                   const std::vector<std::string_view>& known);

template <class Draft>
std::vector<std::string_view> names_of(std::span<const Key<Draft>> keys)
{
    std::vector<std::string_view> names;
    for (const Key<Draft>& key : keys)
        if (!key.name.ends_with('*')) names.push_back(key.name);
    return names;
}

/// Whether the place holds a map; else says that it should (an empty one is fine).
bool expect_map(Reading& reading, const Place& place);
bool expect_list(Reading& reading, const Place& place);
/// A list whose items are to be read one by one. One of plain values only is a single key, and wrong.
bool expect_maps(Reading& reading, const Place& place);

/// Reads a map whose keys are all in one table.
template <class Draft>
void read_map(Reading& reading, const Place& place, std::span<const Key<Draft>> keys, Draft& draft)
{
    if (!expect_map(reading, place)) return;
    for (const config::YamlEntry& entry : place.node->entries) {
        const Key<Draft>* key = find_key(keys, entry.key);
        if (key)
            read_key(reading, place.at(entry), *key, draft);
        else
            judge_unknown(reading, place.at(entry), entry.key, names_of(keys));
    }
}

/// The entry of that name; null where there is none.
const config::YamlEntry* find_entry(const config::YamlNode& map, std::string_view name);

}  // namespace swarmdesk::llm::litellm
