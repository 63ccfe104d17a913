#include "net/public_address.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
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

/// Whether a part of a host is written as a number. A top-level domain never is.
bool is_number(std::string_view part)
{
    const bool is_hex = part.starts_with("0x") || part.starts_with("0X");
    if (is_hex) part.remove_prefix(2);
    return std::ranges::all_of(
        part, [is_hex](unsigned char c) { return is_hex ? std::isxdigit(c) != 0 : std::isdigit(c) != 0; });
}

std::optional<std::uint64_t> number_of(std::string_view part)
{
    if (part.empty() || !is_number(part)) return std::nullopt;
    int base = 10;
    if (part.starts_with("0x") || part.starts_with("0X")) {
        base = 16;
        part.remove_prefix(2);
        if (part.empty()) return 0;
    } else if (part.size() > 1 && part.front() == '0') {
        base = 8;
    }
    std::uint64_t value = 0;
    const auto [stop, error] = std::from_chars(part.data(), part.data() + part.size(), value, base);
    if (error != std::errc{} || stop != part.data() + part.size()) return std::nullopt;
    return value;
}

/// As inet_aton and browsers read it: up to four numbers, of which the last fills what the others leave.
std::optional<std::uint32_t> loose_v4(std::string_view host)
{
    constexpr std::size_t parts_max = 4;
    std::uint64_t address = 0;
    for (std::size_t count = 1; count <= parts_max; ++count) {
        const std::size_t dot = host.find('.');
        const auto number = number_of(host.substr(0, dot));
        if (!number) return std::nullopt;
        if (dot == std::string_view::npos) {
            const std::uint64_t room = std::uint64_t{1} << (8 * (parts_max + 1 - count));
            if (*number >= room) return std::nullopt;
            return static_cast<std::uint32_t>(address * room + *number);
        }
        if (*number > 255) return std::nullopt;
        address = address * 256 + *number;
        host.remove_prefix(dot + 1);
    }
    return std::nullopt;
}

}  // namespace

bool is_public(const ip::address& address)
{
    return address.is_v4() ? is_public_v4(address.to_v4().to_uint()) : is_public_v6(address.to_v6());
}

std::optional<ip::address> literal_address(std::string_view host)
{
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host.size() > 1 && host.ends_with('.')) host.remove_suffix(1);
    // First the loose forms: to a strict reader 010.0.0.1 is 10.0.0.1, to a resolver 8.0.0.1.
    if (const auto number = loose_v4(host)) return ip::address_v4{*number};
    boost::system::error_code not_an_address;
    const auto address = ip::make_address(std::string{host}, not_an_address);
    if (not_an_address) return std::nullopt;
    return address;
}

std::optional<bool> is_public_address(std::string_view host)
{
    if (const auto address = literal_address(host)) return is_public(*address);
    if (host.size() > 1 && host.ends_with('.')) host.remove_suffix(1);
    const std::string_view last = host.substr(host.rfind('.') + 1);
    if (!last.empty() && is_number(last)) return false;
    return std::nullopt;
}

}  // namespace swarmdesk::net
