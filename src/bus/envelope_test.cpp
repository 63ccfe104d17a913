#include "bus/envelope.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace swarmdesk::bus {
namespace {

using namespace literals;

constexpr UtcTime noon{1'750'000'000'000'000'000};

TradingSignal signal()
{
    TradingSignal signal;
    signal.signal_id = decltype(signal.signal_id)::make_v7(noon, 1, 2);
    signal.user = "operator";
    signal.account = "paper";
    signal.action = SignalAction::buy;
    signal.strategy = "ema_cross";
    signal.instrument = "paper:BTCUSDT";
    signal.quantity = "0.00125"_dec;
    signal.limit_price = "97000.1"_dec;
    signal.stop_price = "95000"_dec;
    signal.take_profit_price = "105000"_dec;
    signal.trailing_bp = 150;
    signal.confidence_percent = 60;
    signal.decision = "0197f2a0-5f00-7000-8000-000000000001";
    signal.reason = "the fast average crossed the slow one — ünïcode";
    signal.time = noon;
    signal.expires = noon + std::chrono::minutes{5};
    return signal;
}

Envelope envelope(Payload payload)
{
    Envelope envelope;
    envelope.id = MessageId::make_v7(noon, 3, 4);
    envelope.source = PeerName{"online_trading"};
    envelope.sent = noon;
    envelope.priority = Priority{8};
    envelope.ttl = std::chrono::minutes{5};
    envelope.subject = Subject::make(Domain::trading, "online_trading", "signal", envelope.priority).value();
    envelope.payload = std::move(payload);
    envelope.tenant = TenantName{"operator"};
    envelope.account = decltype(envelope.account){"paper"};
    return envelope;
}

// A protobuf field by hand, as a foreign sender might write it.
std::string field(int number, std::string_view bytes)
{
    std::string text;
    for (auto tag = static_cast<unsigned>(number) << 3 | 2; tag > 0; tag >>= 7)
        text.push_back(static_cast<char>((tag & 0x7F) | (tag > 0x7F ? 0x80 : 0)));
    for (auto size = bytes.size();; size >>= 7) {
        text.push_back(static_cast<char>((size & 0x7F) | (size > 0x7F ? 0x80 : 0)));
        if (size <= 0x7F) break;
    }
    return text + std::string{bytes};
}
std::string number_field(int number, unsigned value)
{
    std::string text;
    text.push_back(static_cast<char>(number << 3));
    for (; value > 0x7F; value >>= 7) text.push_back(static_cast<char>((value & 0x7F) | 0x80));
    text.push_back(static_cast<char>(value));
    return text;
}

TEST(Envelope, ComesBackAsItWasSent)
{
    for (const Payload& payload : {Payload{signal()}, Payload{HealthCheck{7}}}) {
        auto sent = envelope(payload);
        sent.headers = {{"trace", "abc"}};
        sent.correlation = MessageId::make_v7(noon, 7, 8);
        sent.intent = decltype(sent.intent)::value_type::make_v7(noon, 9, 10);
        const auto bytes = encode(sent);
        ASSERT_TRUE(bytes) << bytes.error().detail;
        const auto received = decode(*bytes);
        ASSERT_TRUE(received) << received.error().detail;
        EXPECT_EQ(*received, sent);
    }
}

TEST(Envelope, RefusesASignalThatIsNotSound)
{
    struct Case {
        const char* name;
        std::function<void(TradingSignal&)> spoil;
    };
    for (const Case& c :
         {Case{"no id", [](auto& s) { s.signal_id = {}; }},
          Case{"no user", [](auto& s) { s.user.clear(); }},
          Case{"no account", [](auto& s) { s.account.clear(); }},
          Case{"an account that is no name", [](auto& s) { s.account = "a/b"; }},
          Case{"no size", [](auto& s) { s.quantity.reset(); }},
          Case{"two sizes", [](auto& s) { s.quote_quantity = "10"_dec; }},
          Case{"nothing", [](auto& s) { s.quantity = "0"_dec; }},
          Case{"negative", [](auto& s) { s.quantity = "-1"_dec; }},
          Case{"free", [](auto& s) { s.limit_price = "0"_dec; }},
          Case{"hold with a size", [](auto& s) { s.action = SignalAction::hold; }},
          Case{"no action", [](auto& s) { s.action = SignalAction{}; }},
          Case{"no venue", [](auto& s) { s.instrument = "BTCUSDT"; }},
          Case{"not a name", [](auto& s) { s.instrument = "paper:BTC/USDT"; }},
          Case{"a venue of another script", [](auto& s) { s.instrument = "币:BTCUSDT"; }},
          Case{"a symbol with what is not seen", [](auto& s) { s.instrument = "paper:BTC\xE2\x80\x8BUSDT"; }},
          Case{"too sure", [](auto& s) { s.confidence_percent = 101; }},
          Case{"less than nothing", [](auto& s) { s.confidence_percent = -1; }},
          Case{"too many words", [](auto& s) { s.reason.assign(envelope_text_max + 1, 'x'); }},
          Case{"no UTF-8", [](auto& s) { s.reason = "\xff"; }},
          Case{"no time", [](auto& s) { s.time = {}; }},
          Case{"no expiry", [](auto& s) { s.expires = {}; }}}) {
        SCOPED_TRACE(c.name);
        auto spoilt = signal();
        c.spoil(spoilt);
        EXPECT_FALSE(encode(envelope(spoilt)));
    }
    auto longest = signal();
    longest.reason.assign(envelope_text_max, 'x');
    EXPECT_TRUE(encode(envelope(longest)));
}

TEST(Envelope, CarriesASymbolOfAnyScript)
{
    auto sent = signal();
    sent.instrument = "paper:币安人生USDT";
    const Envelope wrapped = envelope(sent);
    const auto bytes = encode(wrapped);
    ASSERT_TRUE(bytes.has_value()) << bytes.error().detail;
    const auto read = decode(*bytes);
    ASSERT_TRUE(read.has_value()) << read.error().detail;
    EXPECT_EQ(*read, wrapped);
}

TEST(Envelope, RefusesAClassThatDoesNotFitItsPriority)
{
    auto sent = envelope(signal());
    sent.subject.urgency = Class::low;
    EXPECT_FALSE(encode(sent));
}

TEST(Envelope, RefusesForeignBytes)
{
    const auto good = encode(envelope(HealthCheck{1})).value();
    EXPECT_FALSE(decode(""));
    EXPECT_FALSE(decode("hello"));
    EXPECT_FALSE(decode(std::string(envelope_bytes_max + 1, '\0')));
    for (std::size_t size = 0; size < good.size(); ++size) {
        // Bytes that end with a whole field are a message; all they can lose is whose business it was.
        const auto cut = decode(std::string_view{good}.substr(0, size));
        if (cut) {
            EXPECT_TRUE(cut->account.is_empty()) << "cut at " << size;
        }
    }
    EXPECT_TRUE(decode(good));
    EXPECT_FALSE(decode(good + field(99, "surprise"))) << "an unknown field";
    EXPECT_FALSE(decode(good + number_field(6, 10))) << "priority 10";
    EXPECT_FALSE(decode(good + number_field(6, 5))) << "a priority that does not fit the topic's class";
}

TEST(Envelope, ReadsNumbersOnlyInTheStrictForm)
{
    const auto base = encode(envelope(signal())).value();
    // A later payload of the same kind is merged over the first: a foreign sender's way to change one field.
    const auto with_quantity = [&](std::string_view text) { return base + field(10, field(3, text)); };
    EXPECT_TRUE(decode(with_quantity("2.5")));
    for (const char* text : {"1e5", "+5", ".5", "5.", " 5", "1_000", "NaN", "Infinity", "0x10", "1,5", "--1", "９"})
        EXPECT_FALSE(decode(with_quantity(text))) << text;
}

TEST(Envelope, TakesNoApprovalAndNoCommand)
{
    const auto base = encode(envelope(HealthCheck{1})).value();
    const auto approval_id = field(6, "01900000-0000-7000-8000-000000000001");
    const auto decided = number_field(5, 1'000'000);
    EXPECT_TRUE(decode(base + field(13, "")));
    for (const int kind : {11, 12, 14}) EXPECT_FALSE(decode(base + field(kind, ""))) << kind;
    for (unsigned decision = 0; decision < 128; ++decision)
        EXPECT_FALSE(decode(base + field(12, approval_id + decided + number_field(1, decision)))) << decision;
}

}  // namespace
}  // namespace swarmdesk::bus
