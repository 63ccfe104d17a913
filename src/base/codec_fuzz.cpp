#include "base/assert.hpp"
#include "base/codec.hpp"

namespace swarmdesk {
namespace {

enum class Colour { red = 1, green };
constexpr auto enum_table(Colour)
{
    return std::to_array<EnumName<Colour>>({{Colour::red, "red"}, {Colour::green, "green"}});
}

struct Inner {
    std::int32_t number = 0;
    std::vector<std::string> words;
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("number", self.number);
        visit("words", self.words);
    }
};

struct Everything {
    bool flag = false;
    std::uint64_t u64 = 0;
    std::uint32_t u32 = 0;
    std::int64_t i64 = 0;
    std::string text;
    Decimal decimal;
    Exact<struct FuzzTag> count;
    UtcTime time;
    nanoseconds duration{};
    Hash hash{};
    Uuid<struct FuzzTag> id;
    Name<struct FuzzTag> name;
    Colour colour = Colour::red;
    std::optional<Inner> maybe;
    std::vector<Inner> list;
    std::map<Name<struct FuzzTag>, Decimal> table;
    std::set<std::string> words;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("flag", self.flag);
        visit("u64", self.u64);
        visit("u32", self.u32);
        visit("i64", self.i64);
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
        visit("words", self.words);
    }
};

}  // namespace
}  // namespace swarmdesk

/// Whatever decodes is exactly what its value encodes to.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace swarmdesk;
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    if (const auto value = decode<Everything>(bytes)) SWARMDESK_ASSERT(encode(*value) == bytes);
    return 0;
}
