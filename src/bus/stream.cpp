#include "bus/stream.hpp"

#include <set>

#include "base/assert.hpp"

namespace swarmdesk::bus {

const std::vector<StreamFilter>& stream_filters()
{
    static const std::vector<StreamFilter> filters{
        {Stream::trading_critical, Pattern{"trading.*.*.critical"}},
        {Stream::trading_high, Pattern{"trading.*.*.high"}},
        {Stream::trading_high, Pattern{"trading.*.*.normal"}},
        {Stream::trading_high, Pattern{"trading.*.*.low"}},
        {Stream::system_low, Pattern{"system.>"}},
        {Stream::system_low, Pattern{"social.>"}},
        {Stream::system_low, Pattern{"monitoring.>"}},
        {Stream::journal, Pattern{"journal.>"}},
        {Stream::dead_letter, Pattern{"dlq.>"}},
    };
    return filters;
}

Stream stream_of(const Subject& subject)
{
    if (subject.domain != Domain::trading) return Stream::system_low;
    return subject.urgency == Class::critical ? Stream::trading_critical : Stream::trading_high;
}

std::string dead_letter_subject(const Subject& subject) { return "dlq." + subject.to_string(); }

namespace {

std::set<std::string> tokens_at(const std::vector<StreamFilter>& filters, std::size_t place)
{
    std::set<std::string> tokens{"some_token_that_no_filter_names"};
    for (const auto& filter : filters)
        if (filter.pattern.tokens().size() > place && is_token(filter.pattern.tokens()[place]))
            tokens.insert(filter.pattern.tokens()[place]);
    return tokens;
}

Result<void> expect_one(const std::vector<StreamFilter>& filters, const std::string& subject, Stream expected)
{
    std::set<Stream> streams;
    for (const auto& filter : filters)
        if (filter.pattern.matches(subject)) streams.insert(filter.stream);
    if (streams.empty()) return Error{Errc::internal, "subject " + subject + " lies in no stream"};
    if (streams.size() > 1) return Error{Errc::internal, "subject " + subject + " lies in more than one stream"};
    if (*streams.begin() != expected)
        return Error{Errc::internal, "subject " + subject + " lies in stream " +
                                         std::string{to_text(*streams.begin())} + ", not in " +
                                         std::string{to_text(expected)}};
    return {};
}

}  // namespace

Result<void> self_test(const std::vector<StreamFilter>& filters)
{
    for (const auto& domain : enum_table(Domain{}))
        for (const auto& agent : tokens_at(filters, 1))
            for (const auto& action : tokens_at(filters, 2))
                for (int level = 0; level < Priority::count; ++level) {
                    const auto subject = Subject::make(domain.value, agent, action, Priority{level});
                    SWARMDESK_ASSERT(subject.has_value());
                    if (auto one = expect_one(filters, subject->to_string(), stream_of(*subject)); !one) return one;
                    if (auto one = expect_one(filters, dead_letter_subject(*subject), Stream::dead_letter); !one)
                        return one;
                }
    for (const auto& kind : tokens_at(filters, 1))
        if (auto one = expect_one(filters, "journal." + kind, Stream::journal); !one) return one;
    return {};
}

}  // namespace swarmdesk::bus
