#include "base/codec.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <unordered_map>

#include "base/flat_table.hpp"
#include "base/json_fields.hpp"

namespace swarmdesk {
namespace {

using namespace literals;

enum class Colour { red = 1, green };
constexpr auto enum_table(Colour)
{
    return std::to_array<EnumName<Colour>>({{Colour::red, "red"}, {Colour::green, "green"}});
}

using Id = Uuid<struct TestTag>;
using TestName = Name<struct TestTag>;
using Count = Exact<struct TestTag>;

struct Inner {
    std::int32_t number = 0;
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("number", self.number);
    }
    friend bool operator==(const Inner&, const Inner&) = default;
};

/// One field of every type there is.
struct Everything {
    bool flag = false;
    std::uint64_t u64 = 0;
    std::uint32_t u32 = 0;
    std::int64_t i64 = 0;
    std::int32_t i32 = 0;
    std::string text;
    Decimal decimal;
    Count count;
    UtcTime time;
    nanoseconds duration{};
    Hash hash{};
    Id id;
    TestName name;
    Colour colour = Colour::red;
    std::optional<std::string> maybe;
    std::vector<Inner> list;
    std::map<TestName, Decimal> table;
    std::set<TestName> names;
    Inner inner;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("flag", self.flag);
        visit("u64", self.u64);
        visit("u32", self.u32);
        visit("i64", self.i64);
        visit("i32", self.i32);
        visit("text", self.text);
        visit("decimal", self.decimal);
        visit("count", self.count);
        visit("time", self.time);
        visit("duration", self.duration);
        visit("hash", self.hash);
        visit("id", self.id);
        visit("name", self.name);
        visit("colour", self.colour);
        visit("maybe", self.maybe);
        visit("list", self.list);
        visit("table", self.table);
        visit("names", self.names);
        visit("inner", self.inner);
    }
    friend bool operator==(const Everything&, const Everything&) = default;
};

Everything example()
{
    Everything value;
    value.flag = true;
    value.u64 = UINT64_MAX;
    value.u32 = UINT32_MAX;
    value.i64 = INT64_MIN;
    value.i32 = INT32_MIN;
    value.text = std::string("a\0b\n\xFF", 5);
    value.decimal = "-12.000000000000000001"_dec;
    value.count = Count{"7"_dec};
    value.time = utc_from_ms(1'743'699'900'000);
    value.duration = std::chrono::minutes{5};
    value.hash = sha256("x");
    value.id = Id::make_v7(value.time, 1, 2);
    value.name = TestName{"BTC"};
    value.colour = Colour::green;
    value.maybe = "";
    value.list = {{1}, {-1}};
    value.table = {{TestName{"A"}, "1"_dec}, {TestName{"B"}, "2"_dec}};
    value.names = {TestName{"A"}, TestName{"B"}};
    value.inner.number = 42;
    return value;
}

TEST(Codec, EveryTypeComesBack)
{
    EXPECT_TRUE(decode<Everything>(encode(example())).value() == example());
    EXPECT_TRUE(decode<Everything>(encode(Everything{})).value() == Everything{});
}

RC_GTEST_PROP(CodecProperty, IntegersAndTextComeBack,
              (bool flag, std::uint64_t u64, std::uint32_t u32, std::int64_t i64, std::int32_t i32, std::string text))
{
    Everything value = example();
    value.flag = flag;
    value.u64 = u64;
    value.u32 = u32;
    value.i64 = i64;
    value.i32 = i32;
    value.text = text;
    value.time.ns = i64;
    value.decimal = Decimal::from_mantissa(Int128{i64} * i32);
    RC_ASSERT(decode<Everything>(encode(value)).value() == value);
}

TEST(Codec, BytesCutAnywhereAreRefused)
{
    const Bytes whole = encode(example());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        SCOPED_TRACE(size);
        EXPECT_FALSE(decode<Everything>(whole.substr(0, size)).has_value());
    }
}

TEST(Codec, BytesLeftOverAreRefused) { EXPECT_FALSE(decode<Everything>(encode(example()) + '\0').has_value()); }

TEST(Codec, AValueHasOneEncoding)
{
    // Any bytes that decode are the bytes the value encodes to: otherwise one event could have two hashes.
    const Bytes whole = encode(example());
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const int flip : {1, 2, 0x40, 0x80, 0xFF}) {
            Bytes changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ flip);
            const auto value = decode<Everything>(changed);
            if (value) {
                EXPECT_EQ(encode(*value), changed) << at << " " << flip;
            }
        }
    }
}

TEST(Codec, RefusesASecondSpelling)
{
    struct Case {
        const char* what;
        Bytes bytes;
    };
    for (const Case& c : {Case{"a number with a needless byte", Bytes{"\x81\x00", 2}},
                          Case{"a number of eleven bytes", Bytes{"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 11}},
                          Case{"a number beyond 64 bits", Bytes{"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02", 10}}}) {
        SCOPED_TRACE(c.what);
        EXPECT_FALSE(decode<std::uint64_t>(c.bytes).has_value());
    }
    EXPECT_EQ(decode<std::uint64_t>(Bytes{"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 10}).value(), UINT64_MAX);
    EXPECT_FALSE(decode<bool>(Bytes{"\x02"}).has_value());
    EXPECT_FALSE(decode<Colour>(Bytes{"\0", 1}).has_value()) << "zero is no value of an enum";
    EXPECT_FALSE(decode<Colour>(Bytes{"\3"}).has_value());
    // 2^32 + 1 must not be taken for 1.
    EXPECT_FALSE(decode<Colour>(Bytes{"\x81\x80\x80\x80\x10"}).has_value());
    EXPECT_FALSE(decode<std::uint32_t>(encode(std::uint64_t{UINT32_MAX} + 1)).has_value());
    EXPECT_FALSE(decode<std::int32_t>(encode(std::int64_t{INT32_MAX} + 1)).has_value());
    EXPECT_FALSE(decode<TestName>(encode(std::string{"no name"})).has_value());
}

TEST(Codec, AMapIsRefusedUnlessItsKeysAscend)
{
    const auto entries = [](std::initializer_list<const char*> keys) {
        Encoder encoder;
        encoder.put_varint(keys.size());
        for (const char* key : keys) {
            encoder.put(std::string{key});
            encoder.put("1"_dec);
        }
        return encoder.take();
    };
    using Table = std::map<TestName, Decimal>;
    EXPECT_TRUE(decode<Table>(entries({"A", "B"})).has_value());
    EXPECT_FALSE(decode<Table>(entries({"B", "A"})).has_value());
    EXPECT_FALSE(decode<Table>(entries({"A", "A"})).has_value());
}

TEST(Codec, AHashTableHasTheBytesOfAMapAndTakesNoOthers)
{
    std::map<TestName, std::uint64_t> ordered;
    std::unordered_map<TestName, std::uint64_t> nodes;
    FlatTable<TestName, std::uint64_t> flat;
    for (std::uint64_t i = 0; i < 300; ++i) {
        const TestName name{"name-" + std::to_string(i * 7 % 300)};
        ordered[name] = nodes[name] = flat[name] = i;
    }
    EXPECT_EQ(encode(nodes), encode(ordered));
    EXPECT_EQ(encode(flat), encode(ordered));
    EXPECT_EQ((decode<FlatTable<TestName, std::uint64_t>>(encode(ordered))), flat);
    EXPECT_EQ((decode<std::unordered_map<TestName, std::uint64_t>>(encode(ordered))), nodes);

    using Pairs = std::vector<std::pair<TestName, std::uint64_t>>;
    const auto entries = [](const Pairs& pairs) {
        Encoder encoder;
        encoder.put_varint(pairs.size());
        for (const auto& [name, number] : pairs) {
            encoder.put(name);
            encoder.put(number);
        }
        return encoder.take();
    };
    for (const Bytes& bytes : {entries({{TestName{"B"}, 1}, {TestName{"A"}, 2}}),
                               entries({{TestName{"A"}, 1}, {TestName{"A"}, 2}}), encode(UINT64_MAX)}) {
        EXPECT_FALSE((decode<FlatTable<TestName, std::uint64_t>>(bytes).has_value()));
        EXPECT_FALSE((decode<std::unordered_map<TestName, std::uint64_t>>(bytes).has_value()));
    }
}

TEST(Codec, ASetIsRefusedUnlessItAscends)
{
    using Names = std::vector<TestName>;
    using Set = std::set<TestName>;
    EXPECT_TRUE(decode<Set>(encode(Names{TestName{"A"}, TestName{"B"}})).has_value());
    EXPECT_FALSE(decode<Set>(encode(Names{TestName{"B"}, TestName{"A"}})).has_value());
    EXPECT_FALSE(decode<Set>(encode(Names{TestName{"A"}, TestName{"A"}})).has_value());
}

TEST(Codec, ALengthThatLiesIsRefusedWithoutMemory)
{
    for (const std::uint64_t size : {std::uint64_t{1}, std::uint64_t{1} << 20, std::uint64_t{1} << 40, UINT64_MAX}) {
        SCOPED_TRACE(size);
        const Bytes bytes = encode(size);
        EXPECT_FALSE(decode<std::string>(bytes).has_value());
        EXPECT_FALSE(decode<std::vector<std::string>>(bytes).has_value());
        EXPECT_FALSE((decode<std::map<TestName, Decimal>>(bytes).has_value()));
        EXPECT_FALSE(decode<std::vector<std::string>>(bytes + Bytes(10, '\0')).has_value() && size != 10);
    }
}

TEST(Json, ShowsEveryTypeWithoutBendingANumber)
{
    const auto object = to_json(example()).as_object();
    EXPECT_EQ(object.at("u64"), UINT64_MAX);
    EXPECT_EQ(object.at("decimal"), "-12.000000000000000001");
    EXPECT_EQ(object.at("time"), "2025-04-03T17:05:00.000Z");
    EXPECT_EQ(object.at("colour"), "green");
    EXPECT_EQ(object.at("name"), "BTC");
    EXPECT_EQ(object.at("duration_ms"), 300'000);
    EXPECT_EQ(object.at("table").as_object().at("B"), "2");
    EXPECT_EQ(object.at("list").as_array().size(), 2U);
    EXPECT_FALSE(to_json(Everything{}).as_object().contains("maybe"));
    EXPECT_TRUE(to_json(Everything{}).as_object().at("id").is_null());
}

}  // namespace
}  // namespace swarmdesk
