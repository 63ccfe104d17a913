#include "trading/venues/paper/paper_dump.hpp"

#include <fstream>
#include <iterator>

#include "base/json_fields.hpp"
#include "trading/venues/paper/paper_journal.hpp"

namespace swarmdesk::trading::venues {
namespace {

void print(const boost::json::value& value, const std::string& indent, std::string& out)
{
    const std::string inner = indent + "  ";
    const char* separator = "\n";
    if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
        out += '{';
        for (const auto& [key, member] : *object) {
            out += separator + inner + boost::json::serialize(key) + ": ";
            print(member, inner, out);
            separator = ",\n";
        }
        out += "\n" + indent + "}";
    } else if (const auto* array = value.if_array(); array != nullptr && !array->empty()) {
        out += '[';
        for (const auto& element : *array) {
            out += separator + inner;
            print(element, inner, out);
            separator = ",\n";
        }
        out += "\n" + indent + "]";
    } else {
        out += boost::json::serialize(value);
    }
}

}  // namespace

boost::json::value dump_paper_state(const PaperState& state)
{
    boost::json::array orders;
    for (const auto& [number, order] : state.orders()) orders.push_back(to_json(order));
    boost::json::object result;
    result["orders"] = std::move(orders);
    result["accounts"] = to_json(state.accounts());
    result["market_maker"] = to_json(state.market_maker());
    result["fees"] = to_json(state.fees());
    result["brought_in"] = to_json(state.brought_in());
    boost::json::array moves;
    for (const auto& [entry, move] : state.moves()) moves.push_back(to_json(move));
    result["moves"] = std::move(moves);
    return result;
}

Result<PaperState> read_paper_journal(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    if (!file) return Error{Errc::not_found, "cannot open " + path};
    const Bytes bytes{std::istreambuf_iterator<char>{file}, {}};
    auto folded = fold_paper_journal(bytes);
    if (!folded) return folded.error();
    return std::move(folded->state);
}

Result<std::string> dump_paper_journal(const std::string& path)
{
    const auto state = read_paper_journal(path);
    if (!state) return state.error();
    std::string text;
    print(dump_paper_state(*state), "", text);
    return text + "\n";
}

}  // namespace swarmdesk::trading::venues
