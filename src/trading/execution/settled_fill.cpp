#include "trading/execution/settled_fill.hpp"

namespace swarmdesk::trading::execution {

Fill settled_fill(const Settlement& settlement, const Intent& intent, UtcTime time)
{
    Fill fill;
    fill.id = FillId{"settled"};
    fill.instrument = intent.instrument;
    fill.side = intent.side;
    fill.price = settlement.price;
    fill.quantity = settlement.filled;
    fill.fee = settlement.fee;
    fill.time = time;
    return fill;
}

}  // namespace swarmdesk::trading::execution
