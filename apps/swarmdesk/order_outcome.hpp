#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "traded_instrument.hpp"

/// \file
/// What became of an intent, as the API shows it, in words for a person and an exit code for a script.
namespace swarmdesk::app {

/// Whether there is nothing to wait for: it has ended, waits for a person, or rests at the venue as it was meant to.
bool is_settled(const boost::json::object& intent);

struct OrderOutcome {
    std::string words;  ///< a sentence without its point
    int code = 0;       ///< an ExitCode: 0 also where it is on its way, 4 where a rail or a person said no
};
OrderOutcome outcome_of(const boost::json::object& intent, const TradedInstrument& instrument);

}  // namespace swarmdesk::app
