#include "api/list_body.hpp"

#include <boost/json/serialize.hpp>

#include "api/problem.hpp"
#include "runtime/slices.hpp"

namespace swarmdesk::api {
namespace {

constexpr std::size_t items_between_pauses = 32;  // some 0.2 ms

}  // namespace

void ListBody::add(const boost::json::object& item)
{
    if (size_ > 0) items_ += ',';
    items_ += boost::json::serialize(item);
    if (++size_ % items_between_pauses == 0) runtime::give_way();
}

net::Response ListBody::finish()
{
    const std::string members = boost::json::serialize(members_);
    return json_response(200, "{\"items\":[" + items_ + (members_.empty() ? "]" : "],") + members.substr(1));
}

}  // namespace swarmdesk::api
