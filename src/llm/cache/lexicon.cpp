#include "llm/cache/lexicon.hpp"

#include <map>
#include <set>

namespace swarmdesk::llm::cache::lexicon {
namespace {

using Words = std::set<std::string_view>;
using Pairs = std::map<std::string_view, std::string_view>;

const Words& sides()
{
    static const Words words{
        "above",      "accept",        "accumulate", "add",        "allow",       "approve",   "ask",
        "asks",       "backwardation", "bear",       "bearish",    "bears",       "below",     "bid",
        "bids",       "borrow",        "bought",     "bull",       "bullish",     "bulls",     "buy",
        "buyer",      "buyers",        "buying",     "buys",       "call",        "calls",     "ceiling",
        "cheap",      "close",         "closed",     "closing",    "contango",    "cover",     "crash",
        "credit",     "cut",           "cuts",       "debit",      "decline",     "declines",  "declining",
        "decrease",   "decreased",     "decreases",  "decreasing", "deny",        "deposit",   "deposits",
        "disable",    "distribute",    "dovish",     "down",       "downgrade",   "downside",  "downtrend",
        "downward",   "drop",          "dropped",    "dropping",   "drops",       "dump",      "enable",
        "enter",      "entering",      "entry",      "exit",       "exiting",     "expensive", "fall",
        "fallen",     "falling",       "falls",      "floor",      "gain",        "gaining",   "gains",
        "grow",       "growing",       "growth",     "hawkish",    "high",        "highs",     "hike",
        "hold",       "import",        "export",     "increase",   "increased",   "increases", "increasing",
        "inflow",     "inflows",       "lend",       "long",       "longs",       "lose",      "losers",
        "loses",      "losing",        "loss",       "losses",     "low",         "lows",      "maker",
        "off",        "open",          "opened",     "opening",    "out",         "outflow",   "outflows",
        "over",       "overbought",    "oversold",   "overvalued", "premium",     "discount",  "profit",
        "profitable", "profits",       "pump",       "put",        "puts",        "raise",     "rallied",
        "rally",      "reduce",        "reject",     "remove",     "resistance",  "rise",      "rises",
        "rising",     "rose",          "seller",     "sellers",    "sell",        "selling",   "sells",
        "shortfall",  "short",         "shorts",     "shrink",     "shrinking",   "sold",      "spike",
        "start",      "strong",        "support",    "surplus",    "taker",       "under",     "undervalued",
        "up",         "upgrade",       "upside",     "uptrend",    "upward",      "weak",      "win",
        "winners",    "winning",       "withdraw",   "withdrawal", "withdrawals", "with",      "against"};
    return words;
}

const Words& negations()
{
    static const Words words{"avoid",  "barely", "cease",  "except",  "excluding", "fail",     "failed",  "fails",
                             "false",  "hardly", "ignore", "instead", "lack",      "lacking",  "neither", "never",
                             "no",     "nobody", "none",   "nor",     "not",       "nothing",  "nowhere", "rarely",
                             "refuse", "seldom", "stop",   "unable",  "unless",    "unlikely", "without", "wrong"};
    return words;
}

const Words& comparisons()
{
    static const Words words{"about",         "around",    "as",         "atleast", "atmost",      "best",
                             "better",        "between",   "beyond",     "bigger",  "biggest",     "both",
                             "cheaper",       "cheapest",  "different",  "double",  "equal",       "equals",
                             "exactly",       "exceed",    "exceeds",    "faster",  "fastest",     "fewer",
                             "greater",       "greatest",  "half",       "higher",  "highest",     "inside",
                             "larger",        "largest",   "least",      "less",    "like",        "lower",
                             "lowest",        "max",       "maximum",    "min",     "minimum",     "more",
                             "most",          "only",      "outperform", "outside", "outperforms", "riskier",
                             "safer",         "same",      "slower",     "slowest", "smaller",     "smallest",
                             "stronger",      "strongest", "than",       "triple",  "twice",       "underperform",
                             "underperforms", "versus",    "weaker",     "weakest", "within",      "worse",
                             "worst",         "<",         ">",          "=",       "~",           "+"};
    return words;
}

const Words& times()
{
    static const Words words{
        "after",     "afternoon", "ago",     "already",   "am",        "annual",    "april",     "apr",     "aug",
        "august",    "before",    "daily",   "day",       "days",      "dec",       "december",  "did",     "during",
        "earlier",   "early",     "evening", "feb",       "february",  "fri",       "friday",    "future",  "had",
        "hour",      "hourly",    "hours",   "intraday",  "jan",       "january",   "jul",       "july",    "jun",
        "june",      "last",      "late",    "later",     "latest",    "mar",       "march",     "may",     "midnight",
        "minute",    "minutes",   "mon",     "monday",    "month",     "monthly",   "months",    "morning", "mtd",
        "next",      "night",     "noon",    "nov",       "november",  "now",       "oct",       "october", "once",
        "overnight", "past",      "pm",      "premarket", "previous",  "quarter",   "quarterly", "recent",  "sat",
        "saturday",  "second",    "seconds", "sep",       "sept",      "september", "since",     "soon",    "still",
        "sun",       "sunday",    "thu",     "thursday",  "till",      "today",     "tomorrow",  "tonight", "tue",
        "tuesday",   "until",     "was",     "wed",       "wednesday", "week",      "weekend",   "weekly",  "weeks",
        "were",      "will",      "would",   "year",      "yearly",    "years",     "yesterday", "yet",     "ytd"};
    return words;
}

std::string_view find(const Pairs& pairs, std::string_view word)
{
    const auto found = pairs.find(word);
    return found == pairs.end() ? std::string_view{} : found->second;
}

}  // namespace

bool is_filler(std::string_view word)
{
    static const Words words{"a",  "an",     "are", "do", "does",   "for",    "hello", "hey",   "hi",   "in",
                             "is", "kindly", "of",  "on", "please", "thanks", "the",   "there", "what", "which"};
    return words.contains(word);
}

std::string_view same_as(std::string_view word)
{
    static const Pairs pairs{{"analyse", "analyze"},
                             {"analysis", "analyze"},
                             {"coins", "coin"},
                             {"cryptocurrency", "crypto"},
                             {"cryptocurrencies", "crypto"},
                             {"current", "now"},
                             {"currently", "now"},
                             {"description", "describe"},
                             {"explanation", "explain"},
                             {"indicators", "indicator"},
                             {"large", "big"},
                             {"levels", "level"},
                             {"markets", "market"},
                             {"overview", "summarize"},
                             {"prices", "price"},
                             {"risks", "risk"},
                             {"stocks", "stock"},
                             {"summarise", "summarize"},
                             {"summary", "summarize"},
                             {"traders", "trader"},
                             {"trends", "trend"},
                             {"vs", "versus"}};
    const auto same = find(pairs, word);
    return same.empty() ? word : same;
}

TokenKind kind_of(std::string_view word)
{
    if (sides().contains(word)) return TokenKind::side;
    if (negations().contains(word)) return TokenKind::negation;
    if (comparisons().contains(word)) return TokenKind::comparison;
    if (times().contains(word)) return TokenKind::time;
    return TokenKind::word;
}

std::optional<std::string_view> number_of(std::string_view word)
{
    static const Pairs pairs{{"zero", "0"}, {"one", "1"},     {"two", "2"},     {"three", "3"},   {"four", "4"},
                             {"five", "5"}, {"six", "6"},     {"seven", "7"},   {"eight", "8"},   {"nine", "9"},
                             {"ten", "10"}, {"eleven", "11"}, {"twelve", "12"}, {"percent", "%"}, {"pct", "%"}};
    const auto number = find(pairs, word);
    return number.empty() ? std::nullopt : std::optional{number};
}

std::optional<std::string_view> symbol_of(std::string_view word)
{
    static const Pairs pairs{{"ada", "ADA"},      {"avax", "AVAX"},   {"bitcoin", "BTC"}, {"bnb", "BNB"},
                             {"btc", "BTC"},      {"cardano", "ADA"}, {"doge", "DOGE"},   {"dogecoin", "DOGE"},
                             {"dollar", "USD"},   {"dollars", "USD"}, {"eth", "ETH"},     {"ether", "ETH"},
                             {"ethereum", "ETH"}, {"eur", "EUR"},     {"gbp", "GBP"},     {"ltc", "LTC"},
                             {"solana", "SOL"},   {"usd", "USD"},     {"usdc", "USDC"},   {"usdt", "USDT"},
                             {"xrp", "XRP"}};
    const auto symbol = find(pairs, word);
    return symbol.empty() ? std::nullopt : std::optional{symbol};
}

bool is_quote(std::string_view symbol)
{
    static const Words words{"EUR", "GBP", "USD", "USDC", "USDT"};
    return words.contains(symbol);
}

bool asks_yes_no(std::string_view word)
{
    static const Words words{"am",   "are", "can", "could", "did",    "do",  "does", "had",  "has",
                             "have", "is",  "may", "might", "should", "was", "were", "will", "would"};
    return words.contains(word);
}

bool asks_openly(std::string_view word)
{
    static const Words words{"analyze", "compare", "describe", "explain", "how", "list",  "summarize",
                             "what",    "when",    "where",    "which",   "who", "whose", "why"};
    return only_asks(word) || words.contains(word);
}

bool only_asks(std::string_view word) { return word == "give" || word == "show" || word == "tell"; }

}  // namespace swarmdesk::llm::cache::lexicon
