#include "llm/litellm/reference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarmdesk::llm::litellm {
namespace {

using testing::HasSubstr;
using testing::Not;

Surroundings surroundings()
{
    return {{{"KEY", "s3cr3t"}, {"HOST", "h"}, {"EMPTY", ""}}, [](const std::string& path) -> Result<std::string> {
                if (path == "/run/secrets/key") return std::string{"from-file\n"};
                if (path == "/run/secrets/none") return std::string{"\n"};
                if (path == "/run/secrets/huge") return std::string(70'000, 'x');
                return Error{Errc::not_found, path};
            }};
}

TEST(Reference, LeadsToItsValue)
{
    struct Case {
        const char* text;
        const char* value;
        bool is_repaired;
    };
    for (const Case& c : {
             Case{"os.environ/KEY", "s3cr3t", false},
             Case{"file:/run/secrets/key", "from-file", false},
             Case{"${KEY}", "s3cr3t", true},
             Case{"$KEY", "s3cr3t", true},
             Case{"http://${HOST}:1/${KEY}", "http://h:1/s3cr3t", true},
             Case{"${NONE:-other}", "other", true},
             Case{"${EMPTY:-other}", "other", true},
             Case{"${HOST:-other}", "h", true},
             Case{"plain", "plain", false},
             Case{"a$b", "a$b", false},
             Case{"$", "$", false},
             Case{"${", "${", false},
             Case{"${not a name}", "${not a name}", false},
             Case{"$sk-abc", "$sk-abc", false},
             Case{"", "", false},
         }) {
        SCOPED_TRACE(c.text);
        const Resolved resolved = resolve(c.text, surroundings());
        EXPECT_EQ(resolved.text, c.value);
        EXPECT_EQ(resolved.missing, "");
        EXPECT_EQ(!resolved.repair.empty(), c.is_repaired);
    }
}

TEST(Reference, ThatLeadsNowhereSaysWhichVariable)
{
    for (const char* text : {"os.environ/NONE", "$NONE", "${NONE}", "x${NONE}"}) {
        SCOPED_TRACE(text);
        const Resolved resolved = resolve(text, surroundings());
        EXPECT_EQ(resolved.text, "");
        EXPECT_EQ(resolved.missing, "The environment variable NONE is not set.");
    }
    EXPECT_FALSE(resolve("os.environ/EMPTY", surroundings()).missing.empty());
    EXPECT_FALSE(resolve("os.environ/", surroundings()).missing.empty());
    for (const char* text : {"file:/none", "file:/run/secrets/none", "file:/run/secrets/huge"}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(resolve(text, surroundings()).missing.empty());
        EXPECT_EQ(resolve(text, surroundings()).text, "");
    }
    EXPECT_FALSE(resolve("file:/run/secrets/key", {}).missing.empty());
}

TEST(Reference, AKeyWrittenForANameIsNotRepeated)
{
    for (const char* text : {"os.environ/gsk_abcdef123", "os.environ/sk-abcdef123", "$gsk_abcdef123"}) {
        SCOPED_TRACE(text);
        EXPECT_THAT(resolve(text, surroundings()).missing, Not(HasSubstr("abcdef")));
    }
}

}  // namespace
}  // namespace swarmdesk::llm::litellm
