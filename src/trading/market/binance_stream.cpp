#include "trading/market/binance_stream.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>

namespace swarmdesk::trading::market::binance {
namespace {

namespace json = boost::json;

constexpr std::size_t message_depth_max = 8;
/// Generous, and small enough that no arithmetic on a quote or a candle leaves the range of a Decimal.
constexpr Decimal number_max = Decimal::from_integer(1'000'000'000'000'000);

Result<json::value> parse_json(std::string_view text, json::storage_ptr storage)
{
    json::parse_options options;
    options.max_depth = message_depth_max;
    boost::system::error_code error;
    json::value value = json::parse(text, error, std::move(storage), options);
    if (error) return Error{Errc::malformed, "not JSON: " + error.message()};
    return value;
}

/// Reads the members of one object and remembers the first that does not fit.
class Fields {
public:
    explicit Fields(const json::object& object) : object_(object) {}

    bool ok() const { return missing_.empty(); }
    Error error() const
    {
        return {Errc::malformed, "the member \"" + missing_ + "\" is missing or is not what it should be"};
    }

    template <class Number>
    Number number(std::string_view name)
    {
        const json::value* value = object_.if_contains(name);
        if (value != nullptr && value->is_string()) {
            if (const auto parsed = Number::parse(value->get_string());
                parsed && !parsed->is_negative() && parsed->value() <= number_max)
                return *parsed;
        }
        return refuse<Number>(name);
    }
    template <class Tag>
    Tag name(std::string_view name)
    {
        const json::value* value = object_.if_contains(name);
        if (value != nullptr && value->is_string()) {
            if (const auto parsed = Tag::parse(value->get_string())) return *parsed;
        }
        return refuse<Tag>(name);
    }
    std::int64_t integer(std::string_view name)
    {
        const json::value* value = object_.if_contains(name);
        if (value != nullptr && value->is_int64() && value->get_int64() >= 0) return value->get_int64();
        return refuse<std::int64_t>(name);
    }
    bool boolean(std::string_view name)
    {
        const json::value* value = object_.if_contains(name);
        if (value != nullptr && value->is_bool()) return value->get_bool();
        return refuse<bool>(name);
    }
    std::string_view text(std::string_view name)
    {
        const json::value* value = object_.if_contains(name);
        if (value != nullptr && value->is_string()) return value->get_string();
        return refuse<std::string_view>(name);
    }

private:
    template <class T>
    T refuse(std::string_view name)
    {
        if (missing_.empty()) missing_ = name;
        return {};
    }

    const json::object& object_;
    std::string missing_;
};

std::optional<UtcTime> time_from_ms(std::int64_t ms)
{
    if (ms < 0 || ms > INT64_MAX / 2'000'000) return std::nullopt;
    return utc_from_ms(ms);
}

struct IntervalName {
    std::string_view name;
    nanoseconds interval;
};

using std::chrono::hours;
using std::chrono::minutes;
constexpr auto intervals = std::to_array<IntervalName>({{"1s", std::chrono::seconds{1}},
                                                        {"1m", minutes{1}},
                                                        {"3m", minutes{3}},
                                                        {"5m", minutes{5}},
                                                        {"15m", minutes{15}},
                                                        {"30m", minutes{30}},
                                                        {"1h", hours{1}},
                                                        {"2h", hours{2}},
                                                        {"4h", hours{4}},
                                                        {"6h", hours{6}},
                                                        {"8h", hours{8}},
                                                        {"12h", hours{12}},
                                                        {"1d", hours{24}}});

/// As RFC 3986 wants what is not a letter, a digit or one of a few signs.
std::string percent_encoded(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                              c == '_' || c == '-';
        if (is_plain) {
            result.push_back(c);
        } else {
            result += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return result;
}

Result<void> check(const Candle& candle)
{
    const bool sound = candle.low.is_positive() && candle.low <= std::min(candle.open, candle.close) &&
                       candle.high >= std::max(candle.open, candle.close) && !candle.volume.is_negative() &&
                       candle.open_time.ns % candle.interval.count() == 0;
    if (!sound) return Error{Errc::malformed, "a candle contradicts itself"};
    return {};
}

Result<Event> parse_book_ticker(const json::object& data, const VenueId& venue)
{
    Fields fields{data};
    BookTicker result;
    result.instrument = {venue, fields.name<Symbol>("s")};
    result.update_id = static_cast<std::uint64_t>(fields.integer("u"));
    result.bid = fields.number<Price>("b");
    result.bid_size = fields.number<Quantity>("B");
    result.ask = fields.number<Price>("a");
    result.ask_size = fields.number<Quantity>("A");
    if (!fields.ok()) return fields.error();
    return Event{std::move(result)};
}

Result<Event> parse_kline(const json::object& data, const VenueId& venue)
{
    const json::value* inner = data.if_contains("k");
    if (inner == nullptr || !inner->is_object()) return Error{Errc::malformed, "a kline without its \"k\""};
    Fields fields{inner->get_object()};
    Kline result;
    Candle& candle = result.candle;
    candle.instrument = {venue, fields.name<Symbol>("s")};
    const auto open_time = time_from_ms(fields.integer("t"));
    const std::string_view interval = fields.text("i");
    candle.open = fields.number<Price>("o");
    candle.high = fields.number<Price>("h");
    candle.low = fields.number<Price>("l");
    candle.close = fields.number<Price>("c");
    candle.volume = fields.number<Quantity>("v");
    result.is_complete = fields.boolean("x");
    if (!fields.ok()) return fields.error();
    const auto row =
        std::find_if(intervals.begin(), intervals.end(), [&](const auto& r) { return r.name == interval; });
    if (row == intervals.end() || !open_time) return Error{Errc::malformed, "a kline of an unknown interval or time"};
    candle.interval = row->interval;
    candle.open_time = *open_time;
    if (auto sound = check(candle); !sound) return sound.error();
    return Event{std::move(result)};
}

}  // namespace

Result<Event> parse_event(std::string_view text, const VenueId& venue)
{
    std::array<unsigned char, 4096> scratch;
    json::monotonic_resource storage{scratch.data(), scratch.size()};
    const auto message = parse_json(text, &storage);
    if (!message) return message.error();
    if (!message->is_object()) return Error{Errc::malformed, "a message that is not an object"};
    const json::object& outer = message->get_object();
    const json::value* data = outer.if_contains("data");
    if (data == nullptr) {
        // The answer to a request on the stream, or an error about one; this desk makes none.
        if (outer.contains("result") || outer.contains("error") || outer.contains("code")) return Event{Other{}};
        return Error{Errc::malformed, "a message without \"data\""};
    }
    if (!data->is_object()) return Error{Errc::malformed, "a message whose \"data\" is not an object"};
    const json::object& inner = data->get_object();
    Fields fields{outer};
    const std::string_view stream = fields.text("stream");
    if (!fields.ok()) return fields.error();
    // A book ticker alone carries no event name.
    if (stream.ends_with("@bookTicker")) return parse_book_ticker(inner, venue);
    Fields event{inner};
    const std::string_view kind = event.text("e");
    if (!event.ok()) return event.error();
    if (kind == "kline") return parse_kline(inner, venue);
    if (kind == "serverShutdown") return Event{ServerShutdown{}};
    return Event{Other{}};
}

Result<std::vector<Instrument>> parse_exchange_info(std::string_view text, const VenueId& venue)
{
    const auto document = parse_json(text, {});
    if (!document) return document.error();
    const json::value* symbols = document->is_object() ? document->get_object().if_contains("symbols") : nullptr;
    if (symbols == nullptr || !symbols->is_array())
        return Error{Errc::malformed, "exchange information without symbols"};

    std::vector<Instrument> result;
    for (const json::value& symbol : symbols->get_array()) {
        if (!symbol.is_object()) return Error{Errc::malformed, "a symbol that is not an object"};
        Fields fields{symbol.get_object()};
        Instrument instrument;
        instrument.id = {venue, fields.name<Symbol>("symbol")};
        instrument.base = fields.name<AssetId>("baseAsset");
        instrument.quote = fields.name<AssetId>("quoteAsset");
        const bool is_trading = fields.text("status") == "TRADING";
        if (!fields.ok()) return fields.error();
        const json::value* filters = symbol.get_object().if_contains("filters");
        if (filters == nullptr || !filters->is_array()) return Error{Errc::malformed, "a symbol without filters"};
        for (const json::value& filter : filters->get_array()) {
            if (!filter.is_object()) return Error{Errc::malformed, "a filter that is not an object"};
            Fields values{filter.get_object()};
            const std::string_view type = values.text("filterType");
            if (type == "PRICE_FILTER") {
                instrument.tick = values.number<Price>("tickSize");
            } else if (type == "LOT_SIZE") {
                instrument.lot = values.number<Quantity>("stepSize");
                instrument.quantity_min = values.number<Quantity>("minQty");
                instrument.quantity_max = values.number<Quantity>("maxQty");
            } else if (type == "NOTIONAL" || type == "MIN_NOTIONAL") {
                instrument.notional_min = values.number<Amount>("minNotional");
            }
            if (!values.ok()) return values.error();
        }
        if (!instrument.tick.is_positive() || !instrument.lot.is_positive())
            return Error{Errc::malformed, instrument.id.to_string() + " has no tick or no lot"};
        if (is_trading) result.push_back(std::move(instrument));
    }
    return result;
}

Result<std::vector<Candle>> parse_klines(std::string_view text, const InstrumentId& instrument, nanoseconds interval)
{
    const auto document = parse_json(text, {});
    if (!document) return document.error();
    if (!document->is_array()) return Error{Errc::malformed, "klines that are not a list"};
    std::vector<Candle> result;
    for (const json::value& row : document->get_array()) {
        constexpr std::size_t columns_used = 6;
        if (!row.is_array() || row.get_array().size() < columns_used)
            return Error{Errc::malformed, "a kline that is not a list of numbers"};
        const json::array& columns = row.get_array();
        const auto open_time = columns[0].is_int64() ? time_from_ms(columns[0].get_int64()) : std::nullopt;
        if (!open_time) return Error{Errc::malformed, "a kline without its time"};
        std::array<Decimal, columns_used> numbers{};
        for (std::size_t i = 1; i < columns_used; ++i) {
            if (!columns[i].is_string()) return Error{Errc::malformed, "a kline with a number that is not text"};
            const auto number = Decimal::parse(columns[i].get_string());
            if (!number) return number.error();
            if (*number > number_max) return Error{Errc::out_of_range, "a kline with a number beyond any market"};
            numbers[i] = *number;
        }
        Candle candle{instrument,        *open_time,        interval,          Price{numbers[1]},
                      Price{numbers[2]}, Price{numbers[3]}, Price{numbers[4]}, Quantity{numbers[5]}};
        if (auto sound = check(candle); !sound) return sound.error();
        if (!result.empty() && candle.open_time <= result.back().open_time)
            return Error{Errc::malformed, "klines that are not in the order of time"};
        result.push_back(std::move(candle));
    }
    return result;
}

Result<std::string> interval_name(nanoseconds interval)
{
    std::string all;
    for (const auto& row : intervals) {
        if (row.interval == interval) return std::string{row.name};
        all += (all.empty() ? "" : ", ") + std::string{row.name};
    }
    return Error{Errc::out_of_range, "Binance has candles of " + all};
}

Result<nanoseconds> interval_of(std::string_view name)
{
    for (const auto& row : intervals)
        if (row.name == name) return row.interval;
    return interval_name(nanoseconds{0}).error();
}

nanoseconds longest_interval_in(nanoseconds interval, nanoseconds own)
{
    nanoseconds longest = own;
    for (const auto& row : intervals)
        if (interval % row.interval == nanoseconds{0} && row.interval % own == nanoseconds{0})
            longest = std::max(longest, row.interval);
    return longest;
}

std::string stream_target(const std::vector<InstrumentId>& instruments, std::string_view interval)
{
    std::string result;
    for (const InstrumentId& instrument : instruments) {
        std::string symbol = instrument.symbol.to_string();
        for (char& c : symbol)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        symbol = percent_encoded(symbol);
        result += (result.empty() ? "/stream?streams=" : "/") + symbol + "@bookTicker/" + symbol + "@kline_" +
                  std::string{interval};
    }
    return result;
}

std::string exchange_info_target(const std::vector<InstrumentId>& instruments)
{
    std::string list;
    for (const InstrumentId& instrument : instruments)
        list += (list.empty() ? "%22" : "%2C%22") + percent_encoded(instrument.symbol.to_string()) + "%22";
    return "/api/v3/exchangeInfo?symbols=%5B" + list + "%5D";
}

std::string klines_target(const KlinesQuery& query)
{
    std::string target = "/api/v3/klines?symbol=" + percent_encoded(query.symbol.to_string()) +
                         "&interval=" + query.interval + "&startTime=" + std::to_string(to_ms(query.from)) +
                         "&limit=" + std::to_string(query.limit);
    // Theirs is inclusive.
    if (query.to) target += "&endTime=" + std::to_string(to_ms(*query.to) - 1);
    return target;
}

}  // namespace swarmdesk::trading::market::binance
