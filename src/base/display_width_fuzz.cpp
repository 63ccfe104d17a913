#include "base/assert.hpp"
#include "base/display_width.hpp"
#include "base/hash.hpp"

/// Whatever the text, what is made of it fits, is UTF-8 and speaks to no terminal.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace swarmdesk;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const std::string shown = printable(text);
    SWARMDESK_ASSERT(is_utf8(shown));
    for (const char c : shown) SWARMDESK_ASSERT(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
    SWARMDESK_ASSERT(printable(shown) == shown);
    const std::size_t width = size % 40;
    const std::string cut = shortened(shown, width);
    SWARMDESK_ASSERT(is_utf8(cut) && display_width(cut) <= width);
    return 0;
}
