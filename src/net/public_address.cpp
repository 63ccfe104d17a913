#include "net/public_address.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace swarmdesk::net {

namespace ip = boost::asio::ip;

namespace {

struct Block {
    std::uint32_t first;
    unsigned bits;
};

/// IANA's registry of special IPv4 addresses, and multicast.
constexpr auto special_blocks = std::to_array<Block>({
    {0x00000000, 8},   // this network
    {0x0A000000, 8},   // private
    {0x64400000, 10},  // shared with the provider's
    {0x7F000000, 8},   // loopback
    {0xA9FE0000, 16},  // link-local, and the clouds' own services
    {0xAC100000, 12},  // private
    {0xC0000000, 24},  // protocol assignments
    {0xC0000200, 24},  // documentation
    {0xC0586300, 24},  // 6to4 relays
    {0xC0A80000, 16},  // private
    {0xC6120000, 15},  // benchmarks
    {0xC6336400, 24},  // documentation
    {0xCB007100, 24},  // documentation
    {0xE0000000, 4},   // multicast
    {0xF0000000, 4},   // reserved, broadcast
});

bool is_public_v4(std::uint32_t address)
{
    return std::ranges::none_of(
        special_blocks, [address](const Block& block) { return (address ^ block.first) >> (32 - block.bits) == 0; });
}

bool is_public_v6(const ip::address_v6& address)
{
    if (address.is_v4_mapped()) return is_public_v4(ip::make_address_v4(ip::v4_mapped, address).to_uint());
    const auto bytes = address.to_bytes();
    const auto word = [&bytes](std::size_t at) { return static_cast<unsigned>(bytes[at] << 8 | bytes[at + 1]); };
    if (bytes[0] >> 5 != 1) return false;                       // all that is assigned is in 2000::/3
    if (word(0) == 0x2001 && word(2) < 0x0200) return false;    // protocol assignments, Teredo
    if (word(0) == 0x2001 && word(2) == 0x0DB8) return false;   // documentation
    if (word(0) == 0x3FFF && word(2) >> 12 == 0) return false;  // documentation
    return word(0) != 0x2002;                                   // 6to4: any IPv4 address inside
}

}  // namespace

bool is_public(const ip::address& address)
{
    return address.is_v4() ? is_public_v4(address.to_v4().to_uint()) : is_public_v6(address.to_v6());
}

std::optional<bool> is_public_address(std::string_view host)
{
    boost::system::error_code not_an_address;
    const auto address = ip::make_address(std::string{host}, not_an_address);
    if (not_an_address) return std::nullopt;
    return is_public(address);
}

}  // namespace swarmdesk::net
