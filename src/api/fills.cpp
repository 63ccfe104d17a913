#include "api/fills.hpp"

namespace swarmdesk::api {

void Fills::add(Fill fill)
{
    if (!fills_.empty() && fill.seq <= fills_.back().seq) return;
    fills_.push_back(std::move(fill));
    if (fills_.size() > fills_max) fills_.pop_front();
}

}  // namespace swarmdesk::api
