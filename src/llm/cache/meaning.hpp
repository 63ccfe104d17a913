#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.hpp"

/// \file
/// What is left of a question when everything is taken away that cannot change its answer.

namespace swarmdesk::llm::cache {

/// What kind of thing a token is; in the order in which a difference is reported.
enum class TokenKind {
    number = 1,  ///< 1.5, 50000, %, 15m
    symbol,      ///< BTC, BTCUSDT, BRK.B
    side,        ///< buy, long, above, up, bullish and their opposites
    negation,    ///< not, never, without
    comparison,  ///< more, than, best, >
    time,        ///< today, Monday, last, until
    word,        ///< any other word that is not known to be empty
    pause,       ///< punctuation inside: "no, sell" is not "no sell"
};

struct Token {
    TokenKind kind = TokenKind::word;
    std::string text;  ///< in its one form: "1.50" and "1.5" are "1.5", "BTC/USDT" is "BTCUSDT", "n't" is "not"
    friend bool operator==(const Token&, const Token&) = default;
};

/// How the text asks.
enum class Form {
    statement = 1,  ///< or an order: "Sell BTC"
    asked,          ///< the same with a question mark: "Sell BTC?"
    open,           ///< what, how, why; tell me, show me
    yes_no,         ///< is, does, should
};

struct Meaning {
    Form form = Form::statement;
    std::vector<Token> tokens;  ///< in their order: "BTC beats ETH" is not "ETH beats BTC"
};

/// Reads English; what it does not know it keeps as it stands, so in another language only equal texts mean the same.
/// Linear in the size of `text`.
Meaning meaning_of(std::string_view text);

}  // namespace swarmdesk::llm::cache
