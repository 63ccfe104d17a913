#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/decimal.hpp"
#include "base/error.hpp"
#include "base/instant.hpp"

/// \file
/// What the fields of a candle file say, in all the ways that exchanges and programs write them.
namespace swarmdesk::trading::market {

/// The columns of a candle, in our order.
enum class CandleColumn { time, open, high, low, close, volume };
constexpr std::size_t candle_columns = 6;
/// Where each stands in a row.
using CandlePlaces = std::array<std::size_t, candle_columns>;

/// Whether these fields are names and no numbers.
bool is_candle_header(std::span<const std::string_view> fields);
/// The columns found by their names, whatever case, spaces and underscores they are written with; the error says which
/// is missing and what it may be called.
Result<CandlePlaces> find_candle_columns(std::span<const std::string_view> names);

/// Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size, or a date with or without a time:
/// `2025-04-03 17:05:00+00:00`. Where no zone is named it is UTC. Nothing before 2009 or after 2100, which only a unit
/// taken for another could be.
Result<UtcTime> parse_candle_time(std::string_view field);

/// How the time is written: "seconds", "milliseconds", "microseconds", "nanoseconds" or "dates".
std::string_view candle_time_form(std::string_view field);

/// A plain number, or one in scientific notation (`8.12e-06`), exactly.
Result<Decimal> parse_candle_number(std::string_view field);

}  // namespace swarmdesk::trading::market
