#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "ledger/test_desk.hpp"
#include "ledger/test_file.hpp"
#include "ledger/verifier.hpp"

using namespace swarmdesk;
using namespace swarmdesk::ledger;

namespace {

/// A small ledger, as a file.
struct Original {
    Original()
    {
        desk.open();
        desk.append(make_entries(1, 10), {"account.a", "budgets"});
        desk.checkpoint({1});
        desk.save_snapshot("", 10, "state");
        desk.save_snapshot("budgets", 5, "state");
        desk.append(make_entries(11, 10), {"account.a", "budgets"});
        desk.close();
        bytes = read_file(desk.database());
        truth = contents(desk.database());
    }

    TestDesk desk;
    std::string bytes;
    std::string truth;
};

}  // namespace

/// The input is a list of changes to the file, each a place (two bytes) and what to flip there (one byte). Whatever
/// they are, the verifier ends, and does not say "fine" of a file whose rows are others.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const Original original;
    static const auto keys = Keys::load(original.desk.state()).value();
    auto bytes = original.bytes;
    for (; size >= 3; data += 3, size -= 3) {
        const auto place = static_cast<std::size_t>(data[0] << 8 | data[1]) % bytes.size();
        bytes[place] = static_cast<char>(bytes[place] ^ data[2]);
    }
    write_file(original.desk.database(), bytes);
    const auto verdict = verify(original.desk.database(), keys);
    if (verdict && verdict->is_ok()) SWARMDESK_ASSERT(contents(original.desk.database()) == original.truth);
    return 0;
}
