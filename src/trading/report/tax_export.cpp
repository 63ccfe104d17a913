#include "trading/report/tax_export.hpp"

#include <fmt/format.h>

namespace swarmdesk::trading::report {
namespace {

std::int64_t year_begins_ns(int year)
{
    using namespace std::chrono;
    const sys_days first{std::chrono::year{year} / January / 1};
    return duration_cast<nanoseconds>(first.time_since_epoch()).count();
}

}  // namespace

TaxExport::TaxExport(int year, std::ostream& out)
    : from_ns_(year_begins_ns(year)),
      to_ns_(year_begins_ns(year + 1)),
      csv_(out),
      lots_([this](const Disposal& disposal) { write(disposal); })
{
    csv_.header({"account", "asset", "acquired", "disposed", "quantity", "proceeds_usd", "cost_usd", "fees_usd",
                 "gain_usd", "holding_days", "kind", "note"});
}

void TaxExport::write(const Disposal& disposal)
{
    if (disposal.disposed.ns < from_ns_ || disposal.disposed.ns >= to_ns_) return;
    const auto gain = disposal.gain();
    ++disposals_;
    std::string words;
    const auto say = [&](std::string_view text) { words += (words.empty() ? "" : "; ") + std::string{text}; };
    if (disposal.kind == DisposalKind::fee) ++paid_as_fees_;
    if (!disposal.proceeds) {
        ++without_price_;
        say("no dollar price");
    } else if (!disposal.cost) {
        ++without_cost_;
        proceeds_without_cost_ += *disposal.proceeds;
        say(disposal.acquired ? "came in without a cost" : "no acquisition in this ledger");
    }
    if (disposal.is_estimated) {
        ++estimated_;
        say("a price is estimated");
    }
    if (gain) {
        proceeds_ += *disposal.proceeds;
        cost_ += *disposal.cost;
        fees_ += disposal.fees;
        gain_ += *gain;
    }
    csv_.text(disposal.account.to_string()).text(disposal.asset.to_string());
    if (disposal.acquired)
        csv_.time(*disposal.acquired);
    else
        csv_.nothing();
    csv_.time(disposal.disposed).number(disposal.quantity).number_or_nothing(disposal.proceeds);
    csv_.number_or_nothing(disposal.cost).number(disposal.fees).number_or_nothing(gain);
    const auto days = disposal.holding_days();
    csv_.word(days ? std::to_string(*days) : std::string{}).word(to_text(disposal.kind)).word(words).end_row();
}

void TaxExport::note(const std::string& text)
{
    csv_.word("NOTE");
    for (int column = 1; column < 11; ++column) csv_.nothing();
    csv_.text(text).end_row();
}

void TaxExport::finish()
{
    csv_.word("TOTAL").nothing().nothing().nothing().nothing();
    csv_.number(proceeds_).number(cost_).number(fees_).number(gain_).nothing().nothing();
    csv_.word(fmt::format("of {} disposals with a known cost and price", disposals_ - without_cost_ - without_price_));
    csv_.end_row();
    std::string money;
    for (const AssetId& asset : lots_.money()) money += (money.empty() ? "" : ", ") + asset.to_string();
    for (const auto& [key, balance] : lots_.balances()) {
        const AssetBalance::Part& held = balance.remaining;
        std::string words = fmt::format("at the end of the ledger, account {}", key.first.to_string());
        csv_.word("HELD").text(key.second.to_string()).nothing().nothing().number(held.quantity).nothing();
        if (held.without_cost.is_zero()) {
            csv_.number(held.cost);
        } else {
            // The cost of a part would read as that of all.
            csv_.nothing();
            words += fmt::format("; {} of it came in without a cost", held.without_cost.to_string());
            if (held.without_cost != held.quantity)
                words += fmt::format(", the rest cost {} USD", held.cost.to_string());
        }
        csv_.nothing().nothing().nothing().nothing().text(words).end_row();
    }
    if (without_cost_ > 0)
        note(fmt::format(
            "{} disposals of assets whose cost is not known here (deposited, given or adjusted): their cost "
            "and gain are empty and their proceeds of {} USD are in no total",
            without_cost_, proceeds_without_cost_.to_string()));
    if (without_price_ > 0) note(fmt::format("{} disposals had no dollar price and are in no total", without_price_));
    if (estimated_ > 0)
        note(fmt::format("{} lines rest on an estimated price: the desk's last mark and not one that was paid",
                         estimated_));
    if (paid_as_fees_ > 0)
        note(fmt::format("{} lines are assets paid as fees, which are disposals too", paid_as_fees_));
    for (const auto& [key, balance] : lots_.balances()) {
        if (!balance.moved_out.quantity.is_zero())
            note(fmt::format("{} {} of account {} were moved out: no disposal here, whatever became of them",
                             balance.moved_out.quantity.to_string(), key.second.to_string(), key.first.to_string()));
        if (!balance.missing.is_zero())
            note(fmt::format("{} {} of account {} left it beyond all that this ledger saw come in",
                             balance.missing.to_string(), key.second.to_string(), key.first.to_string()));
    }
    note(fmt::format("{} count as one US dollar each and as money: no gain is worked out for them", money));
    note("first in, first out for each account and asset; years and days are UTC");
    note("other exchanges, wallets and accounts are not known here, nor is what was paid for what came from there");
    note("the desk trades on paper exchanges, where nothing is real and nothing needs to be declared");
    note(
        "whether your law wants this method, this currency and these disposals it does not know; ask somebody who "
        "does");
}

}  // namespace swarmdesk::trading::report
