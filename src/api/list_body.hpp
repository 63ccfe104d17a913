#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "net/http.hpp"

namespace swarmdesk::api {

/// The answer of a list, `items` and what stands beside them, written item by item: a thousand objects at once would be
/// megabytes, gone cold before they were written. Long lists give way to orders and halts as they grow.
class ListBody {
public:
    void add(const boost::json::object& item);
    std::size_t size() const { return size_; }
    /// What stands beside the items; may be added to at any time.
    boost::json::object& members() { return members_; }
    net::Response finish();

private:
    std::string items_;
    std::size_t size_ = 0;
    boost::json::object members_;
};

}  // namespace swarmdesk::api
