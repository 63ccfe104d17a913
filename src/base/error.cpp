#include "base/error.hpp"

namespace swarmdesk {

std::string_view to_text(Errc code)
{
    switch (code) {
        case Errc::malformed: return "malformed";
        case Errc::out_of_range: return "out_of_range";
        case Errc::not_found: return "not_found";
        case Errc::conflict: return "conflict";
        case Errc::unauthenticated: return "unauthenticated";
        case Errc::forbidden: return "forbidden";
        case Errc::limit_exceeded: return "limit_exceeded";
        case Errc::timed_out: return "timed_out";
        case Errc::unavailable: return "unavailable";
        case Errc::cancelled: return "cancelled";
        case Errc::corrupt: return "corrupt";
        case Errc::io: return "io";
        case Errc::internal: return "internal";
    }
    return "internal";
}

std::string to_string(const Error& error) { return std::string{to_text(error.code)} + ": " + error.detail; }

ErrorException::ErrorException(Error error) : error_(std::move(error)), text_(to_string(error_)) {}

void throw_exception_from_error(const Error& error, const boost::source_location&) { throw ErrorException{error}; }

}  // namespace swarmdesk
