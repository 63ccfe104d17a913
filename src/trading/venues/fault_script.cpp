#include "trading/venues/fault_script.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <set>

#include "base/decimal.hpp"

namespace swarmdesk::trading::venues {
namespace {

constexpr std::size_t rules_max = 1'000;
constexpr std::size_t script_size_max = 1 << 20;
constexpr nanoseconds duration_max = std::chrono::hours{1};

/// Reads one file's nodes; the first thing wrong is kept, with its line.
class Reader {
public:
    explicit Reader(std::string_view path) : path_(path) {}

    Error at(const YAML::Mark& mark, const std::string& what) const
    {
        return {Errc::malformed, path_ + ":" + std::to_string(std::max(mark.line, 0) + 1) + ": " + what};
    }
    Error at(const YAML::Node& node, const std::string& what) const { return at(node.Mark(), what); }

    Result<std::string> text(const YAML::Node& node) const
    {
        if (!node.IsScalar()) return at(node, "one value is expected here");
        return node.Scalar();
    }

    template <NamedEnum E>
    Result<E> choice(const YAML::Node& node) const
    {
        const auto word = text(node);
        if (!word) return word.error();
        auto value = from_text<E>(*word);
        if (!value) return at(node, "'" + *word + "' is not " + value.error().detail);
        return value;
    }

    Result<std::uint64_t> count(const YAML::Node& node) const
    {
        const auto word = text(node);
        if (!word) return word.error();
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(word->data(), word->data() + word->size(), value);
        if (error != std::errc{} || end != word->data() + word->size() || value == 0)
            return at(node, "'" + *word + "' is not a whole number from 1");
        return value;
    }

    /// 0 to 1, in millionths.
    Result<std::uint32_t> probability(const YAML::Node& node) const
    {
        const auto word = text(node);
        if (!word) return word.error();
        const auto value = Decimal::parse(*word);
        if (!value || value->is_negative() || *value > Decimal::from_integer(1))
            return at(node, "'" + *word + "' is not a probability from 0 to 1");
        const Decimal millionth = Decimal::from_mantissa(Decimal::unit / 1'000'000);
        if (!is_multiple(*value, millionth)) return at(node, "a probability has at most 6 decimals");
        return static_cast<std::uint32_t>(count_steps(*value, millionth));
    }

    /// `250ms`, `5s` or `2m`.
    Result<nanoseconds> duration(const YAML::Node& node) const
    {
        const auto word = text(node);
        if (!word) return word.error();
        std::uint32_t value = 0;
        const auto [end, error] = std::from_chars(word->data(), word->data() + word->size(), value);
        const std::string_view unit{end, static_cast<std::size_t>(word->data() + word->size() - end)};
        nanoseconds result{};
        if (unit == "ms") result = std::chrono::milliseconds{value};
        if (unit == "s") result = std::chrono::seconds{value};
        if (unit == "m") result = std::chrono::minutes{value};
        if (error != std::errc{} || result <= nanoseconds::zero() || result > duration_max)
            return at(node, "'" + *word + "' is not a duration like 250ms, 5s or 2m, up to an hour");
        return result;
    }

    Result<FaultRule> rule(const YAML::Node& node) const
    {
        if (!node.IsMap()) return at(node, "a rule is a map with a key 'fault'");
        FaultRule rule;
        std::set<std::string> keys;
        for (const auto& pair : node) {
            const auto key = text(pair.first);
            if (!key) return key.error();
            if (!keys.insert(*key).second) return at(pair.first, "'" + *key + "' is given twice");
            if (auto set = assign(rule, *key, pair.first, pair.second); !set) return set.error();
        }
        if (!keys.contains("fault")) return at(node, "the rule does not say which 'fault'");
        if (auto sensible = judge(rule, keys); !sensible) return at(node, sensible.error().detail);
        return rule;
    }

private:
    template <class T>
    static Result<void> take(Result<T> value, auto& target)
    {
        if (!value) return value.error();
        target = std::move(*value);
        return {};
    }

    template <class N>
    Result<void> name(Result<N> parsed, const YAML::Node& node, std::optional<N>& target) const
    {
        if (!parsed) return at(node, parsed.error().detail);
        target = std::move(*parsed);
        return {};
    }

    Result<void> assign(FaultRule& rule, const std::string& key, const YAML::Node& key_node,
                        const YAML::Node& value) const
    {
        if (key == "fault") return take(choice<Fault>(value), rule.fault);
        if (key == "request") return take(choice<RequestKind>(value), rule.request);
        if (key == "side") return take(choice<Side>(value), rule.side);
        if (key == "nth") return take(count(value), rule.nth);
        if (key == "probability") return take(probability(value), rule.probability_ppm);
        if (key == "for") return take(duration(value), rule.duration);
        if (key == "code") return take(text(value), rule.code);
        if (key == "message") return take(text(value), rule.message);
        if (key == "instrument") {
            const auto word = text(value);
            if (!word) return word.error();
            return name(Symbol::parse(*word), value, rule.instrument);
        }
        if (key == "account") {
            const auto word = text(value);
            if (!word) return word.error();
            return name(AccountId::parse(*word), value, rule.account);
        }
        return at(key_node,
                  "unknown key '" + key +
                      "'; a rule has fault, request, account, instrument, side, nth, probability, for, code, message");
    }

    static Result<void> judge(const FaultRule& rule, const std::set<std::string>& keys)
    {
        const std::string name{to_text(rule.fault)};
        const bool is_timed = rule.fault == Fault::not_found_lag || rule.fault == Fault::delay ||
                              rule.fault == Fault::throttled || rule.fault == Fault::stream_lost;
        if (keys.contains("for") != is_timed)
            return Error{Errc::malformed, name + (is_timed ? " needs 'for'" : " has no use for 'for'")};
        if (rule.fault == Fault::reject && !keys.contains("code"))
            return Error{Errc::malformed, name + " needs 'code'"};
        if (rule.fault != Fault::reject && (keys.contains("code") || keys.contains("message")))
            return Error{Errc::malformed, name + " has no use for 'code' or 'message'"};
        const bool is_about_reports = rule.fault == Fault::duplicate_reports ||
                                      rule.fault == Fault::reordered_reports || rule.fault == Fault::lost_reports ||
                                      rule.fault == Fault::not_found_lag;
        if (is_about_reports && rule.request != RequestKind::submit)
            return Error{Errc::malformed, name + " belongs to a submit"};
        const bool is_question = rule.request == RequestKind::query || rule.request == RequestKind::snapshot;
        if (rule.fault == Fault::reject && is_question)
            return Error{Errc::malformed, "a question is not rejected; use error_before_accept"};
        if (rule.side && rule.request != RequestKind::submit) return Error{Errc::malformed, "only a submit has a side"};
        if (rule.instrument && rule.request == RequestKind::snapshot)
            return Error{Errc::malformed, "a snapshot has no instrument"};
        return {};
    }

    std::string path_;
};

}  // namespace

Result<FaultScript> parse_fault_script(std::string_view yaml, std::string_view path)
{
    const Reader reader{path};
    if (yaml.size() > script_size_max) return reader.at(YAML::Mark{}, "a fault script has at most 1 MiB");
    try {
        const YAML::Node root = YAML::Load(std::string{yaml});
        if (!root.IsMap()) return reader.at(root, "a fault script is a map with the key 'faults'");
        FaultScript script;
        bool has_faults = false;
        for (const auto& pair : root) {
            const auto key = reader.text(pair.first);
            if (!key) return key.error();
            if (*key != "faults" || has_faults)
                return reader.at(pair.first, "unknown or repeated key '" + *key + "'; the only one is 'faults'");
            has_faults = true;
            if (!pair.second.IsSequence()) return reader.at(pair.second, "'faults' is a list of rules");
            for (const auto& node : pair.second) {
                if (script.size() == rules_max) return reader.at(node, "more than 1000 rules");
                auto rule = reader.rule(node);
                if (!rule) return rule.error();
                script.push_back(std::move(*rule));
            }
        }
        if (!has_faults) return reader.at(root, "the key 'faults' is missing");
        return script;
    } catch (const YAML::Exception& error) {
        return reader.at(error.mark, error.msg);
    }
}

Result<FaultScript> load_fault_script(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    if (!file) return Error{Errc::not_found, "cannot open " + path};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    return parse_fault_script(text, path);
}

}  // namespace swarmdesk::trading::venues
