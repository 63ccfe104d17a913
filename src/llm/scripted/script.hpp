#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/instant.hpp"
#include "base/names.hpp"

namespace swarmdesk::llm::scripted {

/// How an upstream misbehaves. Those that need a place to do it wait for `after` tokens of a stream.
enum class Fault {
    none = 1,
    hang_up,       ///< closes without a byte
    hang,          ///< takes the request and never answers
    garbage,       ///< a 200 that is not JSON
    wrong_type,    ///< a 200 of HTML
    error_in_200,  ///< a 200 whose body is an error: OpenRouter's way
    huge,          ///< a 200 without end
    drip,          ///< one byte a second
    cut,           ///< ends cleanly after `after` tokens, without saying that it is done
    drop,          ///< the connection breaks after `after` tokens
    stall,         ///< falls silent after `after` tokens
    error_later,   ///< an error event after `after` tokens
};
constexpr auto enum_table(Fault)
{
    return std::to_array<EnumName<Fault>>({{Fault::none, "none"},
                                           {Fault::hang_up, "hang_up"},
                                           {Fault::hang, "hang"},
                                           {Fault::garbage, "garbage"},
                                           {Fault::wrong_type, "wrong_type"},
                                           {Fault::error_in_200, "error_in_200"},
                                           {Fault::huge, "huge"},
                                           {Fault::drip, "drip"},
                                           {Fault::cut, "cut"},
                                           {Fault::drop, "drop"},
                                           {Fault::stall, "stall"},
                                           {Fault::error_later, "error_later"}});
}

/// What a scripted model does, said by its name: words of `key=value`, joined by commas, after anything that has no
/// `=` in it. `demo`, `demo,latency=200ms,rate=50,tokens=40`, `demo,status=429,retry_after=2s`,
/// `demo,fault=cut,after=3`. Keys that are left out keep these values. Asked for JSON of a schema, a model that answers
/// whole keeps to it (answer_text.hpp).
struct Script {
    nanoseconds latency{0};      ///< before the first byte
    std::uint32_t tokens = 8;    ///< of the answer
    std::uint32_t rate = 0;      ///< tokens a second; 0: at once
    std::uint16_t status = 200;  ///< other than 200: an error of that status, in the server's own words
    nanoseconds retry_after{0};  ///< said with an error; 0: not said
    Fault fault = Fault::none;
    std::uint32_t after = 0;
    std::uint32_t pick = 0;  ///< of the values of an enum in a schema, from 0
    std::string text;        ///< said in place of anything else; percent-encoded in the name, at most 4096 bytes

    static Result<Script> parse(std::string_view model);
};

}  // namespace swarmdesk::llm::scripted
