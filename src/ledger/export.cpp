#include "ledger/export.hpp"

#include <boost/json.hpp>
#include <ostream>

namespace swarmdesk::ledger {

namespace json = boost::json;

namespace {

/// Text as JSON can carry it: a subject that is not UTF-8 is shown in hexadecimal.
std::string printable(std::string_view text) { return is_utf8(text) ? std::string{text} : "hex:" + to_hex(text); }

}  // namespace

Result<void> export_json_lines(LedgerReader& ledger, std::uint64_t after_seq, const Describer& describer,
                               std::ostream& out)
{
    return ledger.for_each(after_seq, Check::chain, [&](const Record& record) -> Result<void> {
        json::object line;
        line["seq"] = record.seq;
        line["chain"] = record.chain.to_string();
        line["number"] = record.number;
        line["time"] = to_iso(record.entry.time);
        line["kind"] = describer.kind_name(record.entry.kind);
        line["subject"] = printable(record.entry.subject);
        line["data"] = describer.data(record.entry);
        line["hash"] = to_hex(record.hash);
        out << line << '\n';
        if (!out) return Error{Errc::io, "cannot write the export"};
        return {};
    });
}

}  // namespace swarmdesk::ledger
