#pragma once

#include "trading/report/csv.hpp"
#include "trading/report/tax_lots.hpp"

namespace swarmdesk::trading::report {

/// Writes the disposals of one UTC year as CSV while the ledger is folded, then the totals, then what it does not know.
/// Every row has the same columns; those behind the disposals begin with TOTAL, HELD or NOTE.
class TaxExport {
public:
    TaxExport(int year, std::ostream& out);
    TaxExport(const TaxExport&) = delete;
    TaxExport& operator=(const TaxExport&) = delete;

    /// What the fold reports to.
    TaxLots& lots() { return lots_; }
    /// Once, at the end of the ledger.
    void finish();

private:
    void write(const Disposal& disposal);
    void note(const std::string& text);

    std::int64_t from_ns_;
    std::int64_t to_ns_;
    CsvWriter csv_;
    Decimal proceeds_;
    Decimal cost_;
    Decimal fees_;
    Decimal gain_;
    std::uint64_t disposals_ = 0;
    std::uint64_t without_cost_ = 0;
    Decimal proceeds_without_cost_;
    std::uint64_t without_price_ = 0;
    std::uint64_t estimated_ = 0;
    std::uint64_t paid_as_fees_ = 0;
    TaxLots lots_;
};

}  // namespace swarmdesk::trading::report
