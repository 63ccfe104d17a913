#include "ledger_line.hpp"

#include <fmt/format.h>

#include "base/display_width.hpp"
#include "text_table.hpp"

namespace swarmdesk::app {
namespace {

// Where "17:05:00" stands in "2025-04-03T17:05:00.020Z".
constexpr std::size_t clock_at = 11;
constexpr std::size_t clock_size = 8;

}  // namespace

std::string ledger_line(const boost::json::object& event, const Terminal& terminal)
{
    constexpr std::size_t roomy = 110;  ///< narrower than this the words need the room of the date
    const std::string place = field_of(event, event.contains("chain") ? "chain" : "account");
    std::string time = field_of(event, "time");
    const bool is_narrow = terminal.width && *terminal.width < roomy;
    if (is_narrow && time.size() > clock_at + clock_size) time = time.substr(clock_at, clock_size);
    const std::string head = fmt::format("{:>8}  {}  {:<{}}  {:<18}  ", field_of(event, "seq"), time, place,
                                         is_narrow ? 8 : 20, field_of(event, "kind"));
    const std::string line = head + printable(field_of(event, "message"));
    return terminal.width ? shortened(line, *terminal.width) : line;
}

}  // namespace swarmdesk::app
