#include <array>

#include "base/assert.hpp"
#include "trading/market/zip_member.hpp"

/// Any bytes give the text of one file or an error, and what is read is bounded by what was asked for.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace swarmdesk;
    auto member = trading::market::ZipMember::open(std::string_view{reinterpret_cast<const char*>(data), size});
    if (!member) return 0;
    std::array<char, 4096> chunk;
    constexpr std::size_t read_max = std::size_t{1} << 22;
    for (std::size_t read = 0; read < read_max;) {
        const auto count = member->read(chunk);
        if (!count || *count == 0) return 0;
        SWARMDESK_ASSERT(*count <= chunk.size());
        read += *count;
    }
    return 0;
}
