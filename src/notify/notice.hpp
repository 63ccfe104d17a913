#pragma once

#include <optional>
#include <string>

#include "base/ids.hpp"
#include "notify/kind.hpp"

namespace swarmdesk::notify {

/// One thing that happened, in words for people. A value.
struct Notice {
    Kind kind = Kind::test;
    std::uint64_t seq = 0;  ///< of the event it is made from; 0: of none
    UtcTime time;
    std::string title;                 ///< names no amount
    std::string body;                  ///< may name amounts
    std::string body_discreet;         ///< names none: for lock screens
    std::string topic;                 ///< a later notice of the same topic takes its place; empty: none does
    std::string path;                  ///< of the page that shows it: "/approvals"
    std::string approval;              ///< the id of the approval that waits, where one does
    std::optional<UtcTime> expires{};  ///< when it is of no use any more, where the kind does not say well enough
    /// What became of something told before: shown without a sound in its place, and only where that was told.
    bool is_follow_up = false;

    /// Words may come from anywhere: bounded, and UTF-8 whatever they were.
    void make_presentable();
    UtcTime useful_until() const { return expires ? *expires : time + defaults_of(kind).lifetime; }
};

/// One notice to one target; also the webhook's idempotency id.
using SentId = Uuid<struct SentTag>;

}  // namespace swarmdesk::notify
