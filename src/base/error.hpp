#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

namespace swarmdesk {

/// What went wrong, coarse enough to switch on. Zero is not a value, so a forgotten code cannot look like one.
enum class Errc {
    malformed = 1,    ///< the bytes do not parse
    out_of_range,     ///< they parse, but no such value is allowed
    not_found,        ///<
    conflict,         ///< the same id was used for something else, or the state has moved on
    unauthenticated,  ///< who are you?
    forbidden,        ///< we know who you are, and no
    limit_exceeded,   ///< a bound of ours was reached: queue, body, rate
    timed_out,        ///< the deadline passed; the outcome is not known
    unavailable,      ///< the other side cannot be reached or is not ready
    cancelled,        ///< the caller gave up, or we are stopping
    corrupt,          ///< stored bytes do not match their own hash
    io,               ///< the operating system refused
    internal,         ///< a bug: please report
};

/// A stable lower-case word for programs and metrics: "not_found".
std::string_view to_text(Errc code);

/// A failure the caller is expected to decide about. `detail` is a sentence for a person; it never holds a secret.
struct Error {
    Errc code = Errc::internal;
    std::string detail;

    friend bool operator==(const Error&, const Error&) = default;
};

/// "not_found: no such order".
std::string to_string(const Error& error);

/// What an unchecked `value()` on a failed Result throws.
class ErrorException : public std::exception {
public:
    explicit ErrorException(Error error);
    const char* what() const noexcept override { return text_.c_str(); }
    const Error& error() const { return error_; }

private:
    Error error_;
    std::string text_;
};

[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& location);

/// Either a T or an Error. Everything a caller must decide about comes back this way; exceptions are for the
/// unexpected and are caught at the root of a task.
template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace swarmdesk
