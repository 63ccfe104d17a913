#include "agents/treasury/daybook.hpp"

#include <algorithm>
#include <fstream>

#include "agents/number_text.hpp"

namespace swarmdesk::agents::treasury {

using namespace trading;

namespace {

std::string day_name(std::int64_t day)
{
    constexpr std::int64_t day_ns = 86'400'000'000'000;
    constexpr std::size_t date_size = 10;
    return to_iso({day * day_ns}).substr(0, date_size);
}

}  // namespace

Daybook::Daybook(Settings settings, const DeskPort& desk, const Statistics& statistics)
    : settings_(std::move(settings)), desk_(desk), statistics_(statistics)
{}

Result<bool> Daybook::advance(UtcTime now)
{
    const auto today = utc_day(now);
    if (opening_ && opening_->day >= today) {
        // Without a price, or before the account's first money has come, the day has not begun for it.
        if (!opening_->equity || opening_->equity->is_zero()) opening_->equity = desk_.equity(settings_.account);
        return false;
    }
    Result<void> written;
    const bool is_new_day = opening_.has_value();
    if (is_new_day) {
        const auto day = day_name(opening_->day);
        const auto& text = reports_[day] = compose();
        written = write(day, text);
        while (reports_.size() > settings_.kept_max) reports_.erase(reports_.begin());
    }
    opening_ = Opening{today, desk_.equity(settings_.account), statistics_};
    if (!written) return written.error();
    return is_new_day;
}

std::optional<Decimal> Daybook::gain_today() const
{
    const auto equity = desk_.equity(settings_.account);
    if (!opening_ || !opening_->equity || !equity) return std::nullopt;
    return (*equity - *opening_->equity).value();
}

std::optional<std::string> Daybook::report(std::string_view day) const
{
    if (opening_ && day == day_name(opening_->day)) return compose();
    const auto found = reports_.find(std::string{day});
    return found == reports_.end() ? std::nullopt : std::optional{found->second};
}

const risk::Account* Daybook::account() const
{
    const auto& accounts = desk_.rails().accounts;
    const auto found = accounts.find(settings_.account);
    return found == accounts.end() ? nullptr : &found->second;
}

std::optional<Decimal> Daybook::value_of(const AssetId& asset, Amount amount) const
{
    const auto rate = desk_.usd_rate(asset);
    return rate ? std::optional{multiply(*rate, amount.value(), Rounding::half_even)} : std::nullopt;
}

const Instrument* Daybook::market_of(const AssetId& asset, const risk::Account& books) const
{
    const Instrument* best = nullptr;
    Decimal most;
    for (const auto& [id, instrument] : desk_.rails().instruments) {
        if (instrument.base != asset) continue;
        const auto money = books.balances.find(instrument.quote);
        const auto value = money == books.balances.end() ? std::nullopt : value_of(instrument.quote, money->second);
        if (best != nullptr && value.value_or(Decimal{}) <= most) continue;
        best = &instrument;
        most = value.value_or(Decimal{});
    }
    return best;
}

std::vector<Rebalancing> Daybook::rebalancing() const
{
    std::vector<Rebalancing> result;
    const auto* books = account();
    const auto equity = desk_.equity(settings_.account);
    if (!books || !equity || !equity->is_positive()) return result;
    for (const auto& [asset, target] : settings_.treasury.targets) {
        const Instrument* const wanted = market_of(asset, *books);
        if (wanted == nullptr) continue;
        const auto balance = books->balances.find(asset);
        const auto value = value_of(asset, balance == books->balances.end() ? Amount{} : balance->second);
        if (!value) continue;
        const auto share = percent_of(*value, equity->value());
        const auto drift = share - target;
        if (abs(drift) <= settings_.treasury.band_percent) continue;
        const auto rate = desk_.usd_rate(wanted->quote);
        if (!rate || !rate->is_positive()) continue;
        const auto in_usd = divide(multiply(abs(drift), equity->value(), Rounding::toward_zero),
                                   Decimal::from_integer(100), Rounding::toward_zero);
        const auto amount = divide(in_usd, *rate, Rounding::toward_zero);
        Rebalancing trade;
        trade.instrument = wanted->id;
        trade.side = drift.is_positive() ? Side::sell : Side::buy;
        trade.amount = Amount{round_to_step(amount, literals::operator""_dec("0.01", 4), Rounding::toward_zero)};
        trade.message = std::string{to_text(trade.side)} + " " + wanted->id.symbol.to_string() + " for " +
                        number_text(trade.amount.value()) + ": " + asset.to_string() + " is " + number_text(share) +
                        " % of equity, the target is " + number_text(target) + " %";
        if (trade.amount.is_positive()) result.push_back(std::move(trade));
    }
    return result;
}

std::string Daybook::balances() const
{
    std::string text = "## Balances\n\n| Asset | Balance | Reserved | Worth in USD |\n|---|---:|---:|---:|\n";
    const auto* books = account();
    if (!books) return "## Balances\n\nThe account is not open.\n";
    for (const auto& [asset, amount] : books->balances) {
        const auto reserved = books->reserved.find(asset);
        const auto value = value_of(asset, amount);
        text += "| " + asset.to_string() + " | " + number_text(amount.value()) + " | " +
                number_text(reserved == books->reserved.end() ? Decimal{} : reserved->second.value()) + " | " +
                (value ? number_text(*value) : "no price") + " |\n";
    }
    return text;
}

std::string Daybook::positions() const
{
    std::string rows;
    Decimal realised;
    const auto* books = account();
    if (!books) return {};
    for (const auto& [id, holding] : books->holdings) {
        const auto quote = desk_.quotes().find(id);
        const bool has_price = quote != desk_.quotes().end() && quote->second.is_sound();
        for (const auto& [owner, lot] : holding.lots) {
            realised += lot.realised.value();
            if (lot.quantity.is_zero()) continue;
            rows += "| " + id.symbol.to_string() + " | " + owner.to_string() + " | " +
                    number_text(lot.quantity.value()) + " | " + number_text(lot.average_price().value()) + " | " +
                    (has_price ? number_text(quote->second.bid.value()) : "no price") + " | " +
                    (has_price ? signed_number_text(lot.unrealised(quote->second.bid).value()) : "") + " |\n";
        }
    }
    std::string text = "## Positions\n\n";
    constexpr const char* head =
        "| Instrument | Owner | Quantity | Average price | Bid | Unrealised |\n|---|---|---:|---:|---:|---:|\n";
    text += rows.empty() ? "None.\n" : head + rows;
    return text + "\nRealised since the account was opened, net of fees: " + signed_number_text(realised) + "\n";
}

std::string Daybook::compose() const
{
    const auto equity = desk_.equity(settings_.account);
    std::string text = "# Account " + settings_.account.to_string() + ", " + day_name(opening_->day) + " (UTC)\n\n";
    text += "| | USD |\n|---|---:|\n";
    text +=
        "| Equity at the start | " + (opening_->equity ? number_text(opening_->equity->value()) : "no price") + " |\n";
    text += "| Equity at the end | " + (equity ? number_text(equity->value()) : "no price") + " |\n";
    if (const auto gain = gain_today())
        text += "| Change, deposits included | " + signed_number_text(*gain) + " (" +
                signed_number_text(percent_of(*gain, opening_->equity->value())) + " %) |\n";
    const auto& then = opening_->statistics;
    text += "\n" + std::to_string(statistics_.signals - then.signals) + " signals, " +
            std::to_string(statistics_.proposed - then.proposed) + " of them proposed to the gate, " +
            std::to_string(statistics_.expired - then.expired) + " too late.\n\n";
    text += balances() + "\n" + positions() + "\n## Rebalancing\n\n";
    const auto trades = rebalancing();
    if (settings_.treasury.targets.empty())
        text += "No targets are set.\n";
    else if (trades.empty())
        text += "Every asset is within its band.\n";
    for (const auto& trade : trades) text += "- " + trade.message + "\n";
    return text;
}

Result<void> Daybook::write(const std::string& day, const std::string& text) const
{
    if (settings_.folder.empty()) return {};
    std::error_code error;
    std::filesystem::create_directories(settings_.folder, error);
    const auto path = settings_.folder / (day + "." + settings_.account.to_string() + ".md");
    const std::filesystem::path draft = path.string() + ".draft";
    std::ofstream file{draft, std::ios::binary | std::ios::trunc};
    file << text;
    file.close();
    if (file) std::filesystem::rename(draft, path, error);
    if (!file || error) return Error{Errc::io, "cannot write the report " + path.string()};
    return {};
}

}  // namespace swarmdesk::agents::treasury
