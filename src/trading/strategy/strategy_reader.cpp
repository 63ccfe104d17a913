#include "trading/strategy/strategy_reader.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "config/suggest.hpp"
#include "config/value.hpp"
#include "config/yaml.hpp"
#include "trading/strategy/program.hpp"

namespace swarmdesk::trading::strategy {
namespace {

using literals::operator""_dec;
using config::YamlEntry;
using config::YamlKind;
using config::YamlNode;

constexpr std::size_t text_size_max = 64 * 1024;
constexpr std::size_t description_size_max = 500;
constexpr std::size_t parameters_max = 32;
constexpr std::size_t indicators_max = 64;
constexpr std::size_t conditions_max = 32;
constexpr std::size_t name_shown_max = 40;

struct Range {
    Decimal min;
    Decimal max;
    bool is_whole = false;
};
constexpr Range any_amount{"0.01"_dec, "1000000000"_dec};

std::string_view shape_of(const YamlNode& node)
{
    switch (node.kind) {
        case YamlKind::nothing: return "nothing";
        case YamlKind::scalar: return "one value";
        case YamlKind::list: return "a list";
        case YamlKind::map: return "a map";
    }
    return "?";
}

/// As it was given, short enough for a message, without what could break a line.
std::string clipped(std::string_view text)
{
    std::size_t size = std::min(text.size(), name_shown_max);
    while (size > 0 && size < text.size() && (text[size] & 0xC0) == 0x80) --size;
    return config::quote(text.substr(0, size)) + (size < text.size() ? "…" : "");
}

std::string listed(const std::vector<std::string_view>& names)
{
    std::string all;
    for (const std::string_view name : names) all.append(all.empty() ? "" : ", ").append(name);
    return all;
}

/// The first line that a tab indents, from 1 on; 0: none. YAML's own words for it name neither tab nor place.
std::size_t line_with_tab(std::string_view text)
{
    std::size_t line = 1;
    bool is_tabbed = false;
    bool is_indent = true;
    for (const char c : text) {
        const bool is_end = c == '\n';
        if (is_end) {
            ++line;
            is_tabbed = false;
        } else if (is_indent && c == '\t') {
            is_tabbed = true;
        } else if (is_indent && is_tabbed && c != ' ' && c != '\r' && c != '#') {
            return line;
        }
        is_indent = is_end || (is_indent && (c == ' ' || c == '\t'));
    }
    return 0;
}

bool is_whole(Decimal value) { return is_multiple(value, "1"_dec); }

class Reader {
public:
    Reader(std::string_view file_name, config::Violations& violations) : file_name_(file_name), violations_(violations)
    {
        names_.symbols = built_in_symbols();
    }

    StrategyDefinition read(const YamlNode& root)
    {
        const Map top = map(root, {},
                            {"name", "description", "timeframe", "parameters", "indicators", "require", "entry", "exit",
                             "stop", "take_profit", "sizing", "pause"},
                            {"name", "entry", "sizing"});
        if (const auto* node = top.find("name")) read_name(*node);
        if (const auto* node = top.find("description")) read_description(*node);
        if (const auto* node = top.find("timeframe")) read_timeframe(*node);
        if (const auto* node = top.find("parameters")) read_parameters(*node);
        if (const auto* node = top.find("indicators")) read_indicators(*node);
        if (const auto* node = top.find("require")) read_requirements(*node);
        if (const auto* node = top.find("stop")) read_stop(*node);
        if (const auto* node = top.find("entry")) read_entry(*node);
        if (const auto* node = top.find("exit")) read_exit(*node);
        if (const auto* node = top.find("take_profit")) read_take_profit(*node, top.find("stop") != nullptr);
        if (const auto* node = top.find("sizing")) read_sizing(*node, top.find("stop") != nullptr);
        if (const auto* node = top.find("pause")) read_pause(*node);
        if (!top.find("exit") && !top.find("stop") && !top.find("take_profit"))
            refuse(root, {}, "never sells: give it an exit, a stop or a take_profit");
        // Where something else is wrong, what would have used it may be it.
        for (const StrategyParameter& parameter : made_.parameters)
            if (violations_.is_empty() && !used_.contains(parameter.name))
                refuse(root, "parameters." + parameter.name, "is used nowhere; leave it out");
        return std::move(made_);
    }

private:
    /// A map whose keys were looked at.
    struct Map {
        std::map<std::string_view, const YamlNode*> entries;
        const YamlNode* find(std::string_view key) const
        {
            const auto found = entries.find(key);
            return found == entries.end() ? nullptr : found->second;
        }
    };

    void refuse(const YamlNode& node, const std::string& path, std::string message)
    {
        constexpr std::size_t violations_max = 100;
        if (violations_.all().size() >= violations_max) return;
        violations_.add({path, file_name_ + ':' + std::to_string(std::max(node.line, 1)), std::move(message)});
    }

    /// Refuses what is no map, unknown keys, keys given twice and required ones that are not there.
    Map map(const YamlNode& node, const std::string& path, const std::vector<std::string_view>& known,
            const std::vector<std::string_view>& required = {})
    {
        Map made;
        if (node.kind != YamlKind::map) {
            refuse(node, path, "must be a map of " + listed(known) + ", was " + std::string{shape_of(node)});
            return made;
        }
        for (const auto& [key, value] : node.entries) {
            if (std::find(known.begin(), known.end(), key) == known.end()) {
                const auto near = config::nearest(key, known);
                const std::string hint = near.empty() ? "; known are " + listed(known) : config::did_you_mean(near);
                refuse(value, config::join_path(path, clipped(key)), "is no key here" + hint);
            } else if (!made.entries.emplace(key, &value).second) {
                refuse(value, config::join_path(path, key), "is given twice");
            }
        }
        for (const std::string_view key : required)
            if (!made.find(key)) refuse(node, config::join_path(path, key), "is missing");
        return made;
    }

    /// The text of a single value; null, and refused, where it is none.
    const std::string* scalar(const YamlNode& node, const std::string& path)
    {
        if (node.kind == YamlKind::scalar) return &node.text;
        refuse(node, path, "must be one value, was " + std::string{shape_of(node)});
        return nullptr;
    }

    std::optional<Decimal> number(const YamlNode& node, const std::string& path)
    {
        const std::string* text = scalar(node, path);
        if (!text) return std::nullopt;
        const auto value = config::Value<Decimal>::parse(*text);
        if (value) return *value;
        refuse(node, path, "must be " + value.error().detail + ", was " + clipped(*text));
        return std::nullopt;
    }

    static std::string words(const Range& range)
    {
        return (range.is_whole ? "a whole number from " : "") + range.min.to_string() + " to " + range.max.to_string();
    }
    static bool fits(const Range& range, Decimal value)
    {
        return value >= range.min && value <= range.max && (!range.is_whole || is_whole(value));
    }

    /// A number or a parameter, of which every value it may have must fit.
    std::optional<Operand> operand(const YamlNode& node, const std::string& path, const Range& range)
    {
        const std::string* text = scalar(node, path);
        if (!text) return std::nullopt;
        if (text->starts_with('$')) return parameter_operand(node, path, range, text->substr(1));
        const auto value = number(node, path);
        if (!value) return std::nullopt;
        if (!fits(range, *value)) {
            refuse(node, path, "must be " + words(range) + ", was " + value->to_string());
            return std::nullopt;
        }
        return Operand{*value, {}};
    }

    std::optional<Operand> parameter_operand(const YamlNode& node, const std::string& path, const Range& range,
                                             const std::string& name)
    {
        StrategyParameter* parameter = find_parameter(name);
        if (!parameter) {
            const auto near = config::nearest(name, {names_.parameters.begin(), names_.parameters.end()});
            refuse(node, path, "there is no parameter " + clipped(name) + config::did_you_mean(near));
            return std::nullopt;
        }
        used_.insert(name);
        parameter->is_whole = parameter->is_whole || range.is_whole;
        for (const Decimal value : {parameter->min, parameter->max, parameter->initial})
            if (!fits(range, value)) {
                refuse(node, path,
                       "must be " + words(range) + ", and parameter " + name + " may be " + value.to_string());
                return std::nullopt;
            }
        if (range.is_whole && !is_whole(parameter->step)) {
            refuse(node, path,
                   "must be a whole number, and parameter " + name + " has steps of " + parameter->step.to_string());
            return std::nullopt;
        }
        return Operand{{}, name};
    }

    StrategyParameter* find_parameter(std::string_view name)
    {
        const auto found = std::find_if(made_.parameters.begin(), made_.parameters.end(),
                                        [name](const auto& parameter) { return parameter.name == name; });
        return found == made_.parameters.end() ? nullptr : &*found;
    }

    void read_name(const YamlNode& node)
    {
        const std::string* text = scalar(node, "name");
        if (!text) return;
        if (is_free_name(*text) && StrategyId::parse(*text))  // lots are known by it
            made_.name = *text;
        else
            refuse(node, "name",
                   "must be a small letter and then small letters, digits and _, at most 36, was " + clipped(*text));
    }

    void read_description(const YamlNode& node)
    {
        const std::string* text = scalar(node, "description");
        if (!text) return;
        const auto value = config::Value<std::string>::parse(*text);
        if (!value) return refuse(node, "description", "must be " + value.error().detail);
        if (text->size() > description_size_max) return refuse(node, "description", "must be at most 500 bytes");
        made_.description = *text;
    }

    void read_timeframe(const YamlNode& node)
    {
        constexpr nanoseconds day = std::chrono::hours{24};
        constexpr nanoseconds least = std::chrono::seconds{1};
        const std::string* text = scalar(node, "timeframe");
        if (!text) return;
        const auto duration = config::parse_duration(*text);
        if (duration && *duration >= least && *duration <= day && day % *duration == nanoseconds{})
            made_.timeframe = *duration;
        else
            refuse(node, "timeframe",
                   "must be a duration that divides a day, such as 5m, 1h or 1d, was " + clipped(*text));
    }

    void read_pause(const YamlNode& node)
    {
        constexpr nanoseconds pause_max = std::chrono::hours{24 * 31};
        const std::string* text = scalar(node, "pause");
        if (!text) return;
        const auto duration = config::parse_duration(*text);
        if (duration && *duration >= nanoseconds{} && *duration <= pause_max)
            made_.pause = *duration;
        else
            refuse(node, "pause", "must be a duration up to 31d, such as 60m, was " + clipped(*text));
    }

    /// A name that is not yet in use.
    bool take_name(const YamlNode& node, const std::string& path, const std::string& name)
    {
        if (is_reserved(name)) {
            refuse(node, path, "is a word of the language; choose another name");
            return false;
        }
        if (!is_free_name(name)) {
            refuse(node, path, "is no name: a small letter and then small letters, digits and _, at most 40");
            return false;
        }
        return true;
    }

    void read_parameters(const YamlNode& node)
    {
        if (node.kind != YamlKind::map)
            return refuse(node, "parameters", "must be a map of names, was " + std::string{shape_of(node)});
        if (node.entries.size() > parameters_max) return refuse(node, "parameters", "are more than 32");
        for (const auto& [name, value] : node.entries) {
            const std::string path = "parameters." + clipped(name);
            if (!take_name(value, path, name)) continue;
            if (find_parameter(name)) {
                refuse(value, path, "is given twice");
                continue;
            }
            read_parameter(value, path, name);
        }
    }

    void read_parameter(const YamlNode& node, const std::string& path, const std::string& name)
    {
        const Map parts = map(node, path, {"default", "min", "max", "step"}, {"default", "min", "max", "step"});
        std::map<std::string_view, Decimal> values;
        for (const auto& [key, value] : parts.entries)
            if (const auto parsed = number(*value, path + '.' + std::string{key})) values[key] = *parsed;
        StrategyParameter made{name, values["default"], values["min"], values["max"], values["step"], false};
        const bool is_whole_map = values.size() == 4;
        if (parts.entries.size() == 4 && is_whole_map) {
            if (made.min > made.max)
                refuse(node, path + ".min", "must not be above max");
            else if (made.initial < made.min || made.initial > made.max)
                refuse(node, path + ".default",
                       "must be " + words({made.min, made.max}) + ", was " + made.initial.to_string());
            if (!made.step.is_positive()) refuse(node, path + ".step", "must be above zero");
        }
        names_.parameters.push_back(name);
        made_.parameters.push_back(std::move(made));
    }

    void read_indicators(const YamlNode& node)
    {
        if (node.kind != YamlKind::map)
            return refuse(node, "indicators", "must be a map of names, was " + std::string{shape_of(node)});
        if (node.entries.size() > indicators_max) return refuse(node, "indicators", "are more than 64");
        std::set<std::string_view> seen;
        for (const auto& [name, value] : node.entries) {
            const std::string path = "indicators." + clipped(name);
            if (!take_name(value, path, name)) continue;
            if (!seen.insert(name).second) {
                refuse(value, path, "is given twice");
                continue;
            }
            read_indicator(value, path, name);
        }
    }

    void read_indicator(const YamlNode& node, const std::string& path, const std::string& name)
    {
        const bool is_bare = node.kind == YamlKind::scalar;
        if (!is_bare && (node.kind != YamlKind::map || node.entries.size() != 1))
            return refuse(node, path, "must be one indicator and its settings, such as {ema: {period: 20}}");
        const std::string& kind_name = is_bare ? node.text : node.entries.front().key;
        const IndicatorKind* kind = find_indicator_kind(kind_name);
        if (!kind) {
            std::vector<std::string_view> kinds;
            for (const IndicatorKind& known : indicator_kinds()) kinds.push_back(known.name);
            const auto near = config::nearest(kind_name, kinds);
            refuse(node, path,
                   "there is no indicator " + clipped(kind_name) +
                       (near.empty() ? "; there are " + listed(kinds) : config::did_you_mean(near)));
            declare(name, nullptr);
            return;
        }
        static const YamlNode none{YamlKind::map, 0, {}, {}, {}};
        const YamlNode& given =
            is_bare || node.entries.front().value.kind == YamlKind::nothing ? none : node.entries.front().value;
        read_indicator_settings(given.line == 0 ? node : given, given, path + '.' + kind_name, name, *kind);
    }

    void read_indicator_settings(const YamlNode& place, const YamlNode& given, const std::string& path,
                                 const std::string& name, const IndicatorKind& kind)
    {
        std::vector<std::string_view> known;
        for (const auto& setting : kind.settings) known.push_back(setting.name);
        if (kind.has_source) known.push_back("source");
        const Map parts = map(given, path, known);
        IndicatorDefinition made{name, &kind, {}, {}};
        for (const auto& setting : kind.settings) {
            const std::string setting_path = path + '.' + std::string{setting.name};
            if (const YamlNode* value = parts.find(setting.name)) {
                const auto parsed = operand(*value, setting_path, {setting.min, setting.max, setting.is_whole});
                made.settings.push_back(parsed.value_or(Operand{setting.min, {}}));
            } else if (setting.initial) {
                made.settings.push_back({*setting.initial, {}});
            } else {
                refuse(place, setting_path, "is missing");
                made.settings.push_back({setting.min, {}});
            }
        }
        if (const YamlNode* source = parts.find("source"))
            made.source = expression(*source, path + ".source", Wanted::number);
        declare(name, &kind);
        made_.indicators.push_back(std::move(made));
    }

    /// Names an indicator for what comes after. One that is wrong is named too, so that nothing else is found wrong.
    void declare(const std::string& name, const IndicatorKind* kind)
    {
        if (!kind || kind->outputs.empty()) names_.symbols.push_back(name);
        if (!kind) return;
        for (const std::string_view output : kind->outputs) names_.symbols.push_back(name + '.' + std::string{output});
    }

    enum class Wanted { number = 1, condition };

    std::optional<Expression> expression(const YamlNode& node, const std::string& path, Wanted wanted)
    {
        const std::string* text = scalar(node, path);
        if (!text) return std::nullopt;
        auto parsed = parse_expression(*text, names_);
        if (!parsed) {
            refuse(node, path, parsed.error().detail + " in " + shown_expression(*text));
            return std::nullopt;
        }
        if (parsed->is_condition() != (wanted == Wanted::condition)) {
            refuse(node, path,
                   wanted == Wanted::condition ? "must be a condition such as rsi < 70, was a number"
                                               : "must be a number, was a condition");
            return std::nullopt;
        }
        for (const Expression::Node& part : parsed->nodes)
            if (part.operation == Operation::parameter) used_.insert(part.name);
        if (!check_counts(node, path, *parsed)) return std::nullopt;
        return fitting(node, path, std::move(*parsed));
    }

    static std::string shown_expression(std::string_view text)
    {
        constexpr std::size_t shown_max = 120;
        if (text.size() <= shown_max) return config::quote(text);
        return clipped(text);
    }

    /// A parameter that is a number of candles must be one whatever its value.
    bool check_counts(const YamlNode& node, const std::string& path, const Expression& expression)
    {
        for (const Expression::Node& part : expression.nodes) {
            const bool is_ago = part.operation == Operation::ago;
            if (!is_ago && part.operation != Operation::highest && part.operation != Operation::lowest) continue;
            const Expression::Node& count = expression.nodes[part.b];
            if (count.operation != Operation::parameter) continue;
            const Range range{Decimal::from_integer(is_ago ? 0 : 1),
                              Decimal::from_integer(is_ago ? ago_max : std::int64_t{period_max}), true};
            if (!parameter_operand(node, path, range, count.name)) return false;
        }
        return true;
    }

    /// What is written out again must be readable again.
    std::optional<Expression> fitting(const YamlNode& node, const std::string& path, Expression expression)
    {
        const auto again = parse_expression(to_text(expression), names_);
        if (again) return expression;
        refuse(node, path, "is too large in all: " + again.error().detail);
        return std::nullopt;
    }

    /// One condition, a list of which all must hold, or {all: [...]} or {any: [...]}.
    std::optional<Expression> condition(const YamlNode& node, const std::string& path)
    {
        if (node.kind == YamlKind::list) return conditions(node, path, Operation::logical_and);
        if (node.kind != YamlKind::map) return expression(node, path, Wanted::condition);
        const Map parts = map(node, path, {"all", "any"});
        if (parts.entries.size() != 1 || node.entries.size() != 1) {
            refuse(node, path, "must be either {all: [...]} or {any: [...]}");
            return std::nullopt;
        }
        const auto [key, list] = *parts.entries.begin();
        return conditions(*list, path + '.' + std::string{key},
                          key == "any" ? Operation::logical_or : Operation::logical_and);
    }

    std::optional<Expression> conditions(const YamlNode& node, const std::string& path, Operation logical)
    {
        if (node.kind != YamlKind::list || node.items.empty() || node.items.size() > conditions_max) {
            refuse(node, path,
                   "must be a list of 1 to 32 conditions, was " +
                       (node.kind == YamlKind::list ? std::to_string(node.items.size()) : std::string{shape_of(node)}));
            return std::nullopt;
        }
        std::vector<Expression> all;
        for (std::size_t i = 0; i < node.items.size(); ++i)
            if (auto made = condition(node.items[i], path + '[' + std::to_string(i) + ']'))
                all.push_back(std::move(*made));
        if (all.size() < node.items.size()) return std::nullopt;
        return fitting(node, path, join(logical, all));
    }

    void read_requirements(const YamlNode& node)
    {
        if (node.kind != YamlKind::list || node.items.empty() || node.items.size() > conditions_max)
            return refuse(node, "require", "must be a list of 1 to 32 conditions between parameters");
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            const std::string path = "require[" + std::to_string(i) + ']';
            auto made = expression(node.items[i], path, Wanted::condition);
            if (!made) continue;
            for (const Expression::Node& part : made->nodes)
                if (part.operation == Operation::symbol) {
                    refuse(node.items[i], path, "may speak of parameters only, not of " + part.name);
                    break;
                }
            made_.requirements.push_back(std::move(*made));
        }
    }

    void read_entry(const YamlNode& node)
    {
        const Map parts = map(node, "entry", {"when", "order"}, {"when"});
        if (const YamlNode* when = parts.find("when"))
            if (auto made = condition(*when, "entry.when")) made_.entry = std::move(*made);
        const YamlNode* order = parts.find("order");
        if (!order || (order->kind == YamlKind::scalar && order->text == "market")) return;
        if (order->kind == YamlKind::scalar)
            return refuse(*order, "entry.order", "must be market, or {limit: a price}, was " + clipped(order->text));
        const Map limit = map(*order, "entry.order", {"limit"}, {"limit"});
        if (const YamlNode* price = limit.find("limit"))
            made_.limit_price = expression(*price, "entry.order.limit", Wanted::number);
    }

    void read_exit(const YamlNode& node)
    {
        const Map parts = map(node, "exit", {"when"}, {"when"});
        if (const YamlNode* when = parts.find("when")) made_.exit = condition(*when, "exit.when");
    }

    /// Which of several keys, of which exactly one must be there.
    std::optional<std::string_view> one_of(const YamlNode& node, const std::string& path, const Map& parts,
                                           const std::vector<std::string_view>& keys)
    {
        std::optional<std::string_view> found;
        for (const std::string_view key : keys) {
            if (!parts.find(key)) continue;
            if (found) {
                refuse(node, path, "must have one of " + listed(keys) + ", not several");
                return std::nullopt;
            }
            found = key;
        }
        if (!found && node.kind == YamlKind::map) refuse(node, path, "must have one of " + listed(keys));
        return found;
    }

    void read_stop(const YamlNode& node)
    {
        const Map parts = map(node, "stop", {"atr", "multiple", "percent", "price", "trailing"});
        const auto key = one_of(node, "stop", parts, {"atr", "percent", "price"});
        if (!key) return;
        StopDefinition made;
        if (key == "percent") {
            made.kind = StopKind::percent;
            made.factor = operand(*parts.find("percent"), "stop.percent", {"0.01"_dec, "99"_dec}).value_or(Operand{});
        } else {
            made.kind = key == "atr" ? StopKind::range : StopKind::price;
            made.expression = expression(*parts.find(*key), "stop." + std::string{*key}, Wanted::number);
        }
        const YamlNode* multiple = parts.find("multiple");
        if (key == "atr")
            made.factor = multiple ? operand(*multiple, "stop.multiple", {"0.01"_dec, "100"_dec}).value_or(Operand{})
                                   : Operand{"1"_dec, {}};
        else if (multiple)
            refuse(*multiple, "stop.multiple", "goes with atr only");
        if (const YamlNode* trailing = parts.find("trailing")) {
            const std::string* text = scalar(*trailing, "stop.trailing");
            const auto value = text ? config::Value<bool>::parse(*text) : Result<bool>{false};
            if (!value) refuse(*trailing, "stop.trailing", "must be true or false, was " + clipped(*text));
            made.is_trailing = value && *value;
        }
        made_.stop = std::move(made);
    }

    void read_take_profit(const YamlNode& node, bool has_stop)
    {
        const Map parts = map(node, "take_profit", {"percent", "risk_multiple", "price"});
        const auto key = one_of(node, "take_profit", parts, {"percent", "risk_multiple", "price"});
        if (!key) return;
        const YamlNode& value = *parts.find(*key);
        const std::string path = "take_profit." + std::string{*key};
        TakeProfitDefinition made;
        if (key == "price") {
            made.kind = TakeProfitKind::price;
            made.expression = expression(value, path, Wanted::number);
        } else {
            made.kind = key == "percent" ? TakeProfitKind::percent : TakeProfitKind::risk_multiple;
            made.factor = operand(value, path, {"0.01"_dec, "1000"_dec}).value_or(Operand{});
        }
        if (key == "risk_multiple" && !has_stop) refuse(value, path, "needs a stop");
        made_.take_profit = std::move(made);
    }

    void read_sizing(const YamlNode& node, bool has_stop)
    {
        const Map parts = map(node, "sizing", {"risk_percent", "quote_amount", "equity_percent", "notional_max"});
        const auto key = one_of(node, "sizing", parts, {"risk_percent", "quote_amount", "equity_percent"});
        if (const YamlNode* limit = parts.find("notional_max"))
            made_.sizing.notional_max = operand(*limit, "sizing.notional_max", any_amount);
        if (!key) return;
        Range range = any_amount;
        if (key == "risk_percent") {
            made_.sizing.kind = SizingKind::risk_percent;
            range = {"0.01"_dec, "5"_dec};
            if (!has_stop) refuse(node, "sizing.risk_percent", "needs a stop: it is what is lost when that is reached");
        } else if (key == "equity_percent") {
            made_.sizing.kind = SizingKind::equity_percent;
            range = {"0.01"_dec, "100"_dec};
        }
        if (const auto value = operand(*parts.find(*key), "sizing." + std::string{*key}, range))
            made_.sizing.value = *value;
    }

    std::string file_name_;
    config::Violations& violations_;
    KnownNames names_;
    std::set<std::string, std::less<>> used_;  ///< parameters
    StrategyDefinition made_;
};

}  // namespace

StrategyDefinition read_strategy(std::string_view text, std::string_view file_name, config::Violations& violations)
{
    const auto refuse = [&](std::string message) {
        violations.add({{}, std::string{file_name}, std::move(message)});
        return StrategyDefinition{};
    };
    if (text.size() > text_size_max) return refuse("is larger than 64 KiB");
    if (const std::size_t line = line_with_tab(text); line != 0)
        return refuse("line " + std::to_string(line) + ": begins with a tab; YAML is indented with spaces");
    const auto root = config::parse_yaml(text);
    if (!root) return refuse(root.error().detail);
    return Reader{file_name, violations}.read(*root);
}

}  // namespace swarmdesk::trading::strategy
