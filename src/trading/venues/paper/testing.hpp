#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "trading/venues/paper/paper_venue.hpp"

/// \file
/// For tests only.

namespace swarmdesk::trading::venues {

/// A venue that takes orders from anybody. In the desk only the gate can make what `submit` takes.
class OpenPaperVenue : public PaperVenue {
public:
    using PaperVenue::PaperVenue;
    using PaperVenue::send;

    void send(const Order& order, std::uint64_t epoch = 1) { send(order, risk::order_hash(order), epoch); }
};

/// A journal as it is now, to be put back later while its venue is closed: the exchange then does not know what it
/// accepted in between, as one that was restored from a backup.
class JournalPast {
public:
    explicit JournalPast(std::string path) : path_(std::move(path))
    {
        std::ifstream file{path_, std::ios::binary};
        bytes_.assign(std::istreambuf_iterator<char>{file}, {});
    }
    void put_back() const { std::ofstream{path_, std::ios::binary | std::ios::trunc} << bytes_; }

private:
    std::string path_;
    std::string bytes_;
};

}  // namespace swarmdesk::trading::venues
