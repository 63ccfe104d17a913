#include "api/denial_words.hpp"

#include <gmock/gmock.h>

#include "base/names.hpp"

namespace swarmdesk::api {
namespace {

using namespace literals;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using trading::risk::Denial;
using trading::risk::DenialCode;
using trading::risk::Scope;

const Scope account{trading::risk::Level::account, "paper"};

TEST(DenialWords, TellAStateOrAFlagInASentenceAndAmountsAsTheyWereCompared)
{
    struct Case {
        Denial denial;
        const char* words;
    };
    using enum DenialCode;
    for (const Case& c :
         {Case{{halted, Scope::desk(), "state", "3"_dec, "1"_dec, {}},
               "HALTED: the desk is halted, so nothing new is entered; what is held may be sold; `swarmdesk resume` "
               "lets "
               "it trade again"},
          Case{{halted, account, "state", "3"_dec, "1"_dec, {}},
               "HALTED: account paper is halted, so nothing new is entered; what is held may be sold; the operator can "
               "let it trade again (POST /accounts/paper/resume)"},
          Case{{reducing, Scope::desk(), "state", "2"_dec, "1"_dec, {}},
               "REDUCING: the desk only reduces, so nothing new is entered; `swarmdesk resume` lets it trade again"},
          Case{{instrument_halted, account, "status", "3"_dec, "1"_dec, {}},
               "INSTRUMENT_HALTED: the instrument is halted, so no order for it is taken"},
          Case{{reconciling, account, "mismatched", "1"_dec, {}, {}},
               "RECONCILING: the books of account paper and its venue differ, so nothing new is entered; `swarmdesk "
               "reconciliation paper` says where"},
          Case{{unknown_account, account, "accounts", {}, {}, {}}, "UNKNOWN_ACCOUNT: there is no account paper"},
          Case{{no_price, account, "quotes", {}, {}, {}}, "NO_PRICE: there is no quote of it yet"},
          Case{{invalid_order, account, "time_in_force", "2"_dec, "1"_dec, {}},
               "INVALID_ORDER: an order of this type is GTC, and takes no other time in force"},
          Case{{invalid_order, account, "limit_price", {}, {}, {}},
               "INVALID_ORDER: limit_price is missing, zero, or not for an order of this type"},
          Case{{invalid_order, account, "stop_price", "100.005"_dec, "0.01"_dec, {}},
               "INVALID_ORDER: stop_price=100.005 limit=0.01"},
          Case{{position_limit, account, "worst_case", "10250.1"_dec, "10000"_dec, {}},
               "POSITION_LIMIT: worst_case=10250.1 limit=10000"},
          Case{{loss_streak, Scope{trading::risk::Level::agent, "buy_bot"}, "losses", "3"_dec, "3"_dec, {}},
               "LOSS_STREAK: losses=3 limit=3 (agent buy_bot); the operator re-arms with `swarmdesk rearm --agent "
               "buy_bot`"},
          Case{{loss_streak, Scope::desk(), "losses", "30"_dec, "30"_dec, {}},
               "LOSS_STREAK: losses=30 limit=30 (desk); the operator re-arms with `swarmdesk rearm --desk`"}})
        EXPECT_EQ(denial_words(c.denial, true), c.words);
}

TEST(DenialWords, LeaveOutWhatWasMeasuredOfOthersAndNeverTheCode)
{
    const Denial of_agent{DenialCode::position_limit,
                          {trading::risk::Level::agent, "buy_bot"},
                          "worst_case",
                          "12500"_dec,
                          "12000"_dec,
                          {}};
    EXPECT_EQ(denial_words(of_agent, false), "POSITION_LIMIT: limit=12000 (agent)");
    const Denial of_desk{DenialCode::halted, Scope::desk(), "state", "3"_dec, "1"_dec, {}};
    EXPECT_EQ(denial_words(of_desk, false), denial_words(of_desk, true));
    for (const auto& [code, text] : enum_table(DenialCode{})) {
        const Denial denial{code, account, "state", "3"_dec, "1"_dec, {}};
        EXPECT_THAT(denial_words(denial, true), StartsWith(std::string{text} + ": "));
        EXPECT_THAT(denial_words(denial, true), Not(HasSubstr("status=")));
    }
}

}  // namespace
}  // namespace swarmdesk::api
