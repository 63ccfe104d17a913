#include "base/assert.hpp"
#include "trading/market/candle_csv.hpp"

/// Any bytes, in chunks whose size the first byte says, give sound ascending rows or one error that stays; where bad
/// rows are skipped, as the first byte says too, sound rows come after them.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace swarmdesk;
    using trading::market::CandleCsv;
    if (size == 0) return 0;
    const std::size_t chunk_size = std::size_t{data[0]} + 1;
    std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
    CandleCsv csv;
    std::optional<UtcTime> last;
    while (!csv.is_finished()) {
        if (text.empty()) {
            csv.finish();
        } else {
            const auto chunk = text.substr(0, chunk_size);
            csv.feed(chunk);
            text.remove_prefix(chunk.size());
        }
        for (;;) {
            const auto row = csv.next();
            if (!row) {
                SWARMDESK_ASSERT(!csv.next().has_value());
                if (data[0] % 2 == 0 && csv.skip_bad_row()) continue;
                return 0;
            }
            if (!*row) break;
            SWARMDESK_ASSERT((*row)->low.is_positive() && (*row)->low <= (*row)->high);
            SWARMDESK_ASSERT(!last || *last < (*row)->open_time);
            last = (*row)->open_time;
        }
    }
    return 0;
}
