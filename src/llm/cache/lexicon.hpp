#pragma once

#include <optional>
#include <string_view>

#include "llm/cache/meaning.hpp"

/// \file
/// The words of which it is known what they do to a question. All in lower case.

namespace swarmdesk::llm::cache::lexicon {

/// May be left out anywhere without changing what is asked. The dangerous list: a word belongs here only if no two
/// questions differ by it alone.
bool is_filler(std::string_view word);
/// The one form of words that may stand for each other; otherwise the word itself.
std::string_view same_as(std::string_view word);
/// What kind a word is; `word` where nothing is known of it.
TokenKind kind_of(std::string_view word);
/// "twelve" is "12".
std::optional<std::string_view> number_of(std::string_view word);
/// "bitcoin" and "btc" are "BTC".
std::optional<std::string_view> symbol_of(std::string_view word);
/// A currency in which pairs are quoted, in capitals; no name of one ends in the name of another.
bool is_quote(std::string_view symbol);
/// Begins a question that is answered by yes or no.
bool asks_yes_no(std::string_view word);
/// Begins a question or a request for information.
bool asks_openly(std::string_view word);
/// Asks for information and says nothing else: tell, give, show.
bool only_asks(std::string_view word);

}  // namespace swarmdesk::llm::cache::lexicon
