#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <iosfwd>
#include <string_view>

#include "ledger/reader.hpp"

namespace swarmdesk::ledger {

/// How to show what the ledger itself does not understand. Both are called once per event.
struct Describer {
    std::function<boost::json::value(const Entry& entry)> data;
    std::function<std::string_view(std::uint32_t kind)> kind_name;
};

/// Writes committed events after `after_seq` as JSON lines, each {"seq","chain","number","time","kind","subject",
/// "data","hash"}, checking the chains on the way. Ends at the first event that is not whole, or when the stream does
/// not take any more (io).
Result<void> export_json_lines(LedgerReader& ledger, std::uint64_t after_seq, const Describer& describer,
                               std::ostream& out);

}  // namespace swarmdesk::ledger
