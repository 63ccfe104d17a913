#include "trading/report/html_text.hpp"

namespace swarmdesk::trading::report {

std::string escaped(std::string_view text)
{
    std::string result;
    result.reserve(text.size() + 16);
    for (const char c : text) {
        switch (c) {
            case '&': result += "&amp;"; break;
            case '<': result += "&lt;"; break;
            case '>': result += "&gt;"; break;
            case '"': result += "&quot;"; break;
            case '\'': result += "&#39;"; break;
            default:
                if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) result += c;
        }
    }
    return result;
}

std::string typeset(std::string number)
{
    if (number.starts_with('-')) number.replace(0, 1, "−");
    return number;
}

}  // namespace swarmdesk::trading::report
