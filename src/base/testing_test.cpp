#include "base/testing.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <vector>

#include "base/decimal.hpp"
#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/names.hpp"
#include "base/secret.hpp"

namespace swarmdesk::elsewhere {

using namespace swarmdesk::literals;
using ::testing::PrintToString;

struct ColourTag;
using ColourId = Uuid<ColourTag>;
using ColourName = Name<ColourTag>;

enum class Shade { light = 1, dark };
constexpr auto enum_table(Shade)
{
    return std::to_array<EnumName<Shade>>({{Shade::light, "light"}, {Shade::dark, "dark"}});
}

struct Paint {
    ColourName name{"red"};
    Exact<ColourTag> litres{"12.5"_dec};
    std::optional<Shade> shade;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("name", self.name);
        visit("litres", self.litres);
        visit("shade", self.shade);
    }
    friend bool operator==(const Paint&, const Paint&) = default;
};

struct Brush {
    std::chrono::seconds drying{5};
    Secret maker{"hidden"};

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        struct {
            std::string_view name;
        } drying{"drying"}, maker{"maker"};
        visit(drying, self.drying);
        visit(maker, self.maker);
    }
};

struct Own {
    friend std::ostream& operator<<(std::ostream& out, const Own&) { return out << "its own"; }
    std::string to_string() const { return "not this"; }
};

TEST(Testing, PrintsNumbersNamesAndIds)
{
    EXPECT_EQ(PrintToString("-0.001"_dec), "-0.001");
    EXPECT_EQ(PrintToString(ColourName{"red"}), "red");
    EXPECT_EQ(PrintToString(ColourName{}), "(empty)");
    EXPECT_EQ(PrintToString(ColourId{}), "00000000-0000-0000-0000-000000000000");
    EXPECT_EQ(PrintToString(sha256("")).substr(0, 8), "e3b0c442");
    EXPECT_EQ(PrintToString(Secret{"hidden"}), "[secret]");
}

TEST(Testing, PrintsTimesWithTheirUnits)
{
    EXPECT_EQ(PrintToString(utc_from_ms(0)), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(PrintToString(MonotonicTime{7}), "7ns");
    EXPECT_EQ(PrintToString(std::chrono::milliseconds{250}), "250ms");
}

TEST(Testing, PrintsAnEnumByItsTableAndAnUndeclaredValueByItsNumber)
{
    EXPECT_EQ(PrintToString(Shade::dark), "dark");
    EXPECT_EQ(PrintToString(Shade{}), "undeclared 0");
    EXPECT_EQ(PrintToString(Errc::not_found), "not_found");
}

TEST(Testing, PrintsAStructByItsFieldsOrSettingsWhereverItStands)
{
    EXPECT_EQ(PrintToString(Paint{}), "{name: red, litres: 12.5, shade: (nullopt)}");
    const std::map<int, std::vector<Paint>> nested{{1, {Paint{.shade = Shade::light}}}};
    EXPECT_EQ(PrintToString(nested), "{ (1, { {name: red, litres: 12.5, shade: (light)} }) }");
    EXPECT_EQ(PrintToString(Brush{}), "{drying: 5s, maker: [secret]}");
}

TEST(Testing, PrintsAResultAsItsValueOrItsError)
{
    EXPECT_EQ(PrintToString(Result<Paint>{Paint{}}), PrintToString(Paint{}));
    EXPECT_EQ(PrintToString(Result<Paint>{Error{Errc::not_found, "no such paint"}}), "not_found: no such paint");
    EXPECT_EQ(PrintToString(Result<void>{}), "success");
}

TEST(Testing, LeavesATypeThatPrintsItselfAlone) { EXPECT_EQ(PrintToString(Own{}), "its own"); }

}  // namespace swarmdesk::elsewhere
