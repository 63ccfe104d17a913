#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace swarmdesk::llm::scripted {

/// How a kind of server says what a scripted model says. Stateless; one object serves everybody.
class Wire {
public:
    virtual ~Wire() = default;
    virtual std::string_view stream_type() const = 0;  ///< the content type of a stream

    virtual std::string whole(std::string_view model, std::string_view text, std::uint32_t tokens,
                              std::uint64_t prompt_tokens) const = 0;
    /// What comes before the first token; may be empty.
    virtual std::string begin(std::string_view model, std::uint64_t prompt_tokens) const = 0;
    virtual std::string token(std::string_view model, std::uint32_t number) const = 0;
    /// What says that the answer is complete, with the usage.
    virtual std::string end(std::string_view model, std::uint32_t tokens, std::uint64_t prompt_tokens) const = 0;

    virtual std::string error(std::uint16_t status, std::string_view message) const = 0;
    virtual std::string error_in_stream(std::string_view message) const = 0;
};

const Wire& openai_wire();
const Wire& ollama_wire();
const Wire& anthropic_wire();

}  // namespace swarmdesk::llm::scripted
