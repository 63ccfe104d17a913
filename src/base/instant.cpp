#include "base/instant.hpp"

#include <cstdint>

namespace swarmdesk {

namespace {

/// Right-aligned in its place, with zeros in front.
template <std::size_t size>
void put(char* place, std::uint64_t number)
{
    for (std::size_t i = size; i > 0; --i, number /= 10) place[i - 1] = static_cast<char>('0' + number % 10);
}

}  // namespace

std::string to_iso(UtcTime t)
{
    using namespace std::chrono;
    const sys_time<milliseconds> point{floor<milliseconds>(nanoseconds{t.ns})};
    const auto day = floor<days>(point);
    const year_month_day date{day};
    const auto left = static_cast<std::uint64_t>((point - day).count());
    std::string text = "0000-00-00T00:00:00.000Z";
    put<4>(text.data(), static_cast<std::uint64_t>(static_cast<int>(date.year())));
    put<2>(text.data() + 5, static_cast<unsigned>(date.month()));
    put<2>(text.data() + 8, static_cast<unsigned>(date.day()));
    put<2>(text.data() + 11, left / 3'600'000);
    put<2>(text.data() + 14, left / 60'000 % 60);
    put<2>(text.data() + 17, left / 1'000 % 60);
    put<3>(text.data() + 20, left % 1'000);
    return text;
}

std::string DeskTime::to_json_text() const { return to_iso(UtcTime{ns}); }

}  // namespace swarmdesk
