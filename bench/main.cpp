#include <boost/json.hpp>
#include <iostream>
#include <string_view>

#include "harness.hpp"

namespace {

using namespace swarmdesk::bench;

struct Measurement {
    std::string_view name;
    Figures (*measure)(Scale);
};
constexpr Measurement measurements[] = {
    {"rails", measure_rails},       {"append", measure_append}, {"intents", measure_intents},
    {"accounts", measure_accounts}, {"sends", measure_sends},   {"report", measure_report},
};

void print(const Figures& figures)
{
    boost::json::object out;
    for (const auto& [name, numbers] : figures) out[name] = boost::json::array(numbers.begin(), numbers.end());
    std::cout << boost::json::serialize(out) << '\n';
}

int fail_usage()
{
    std::cerr << "usage: swarmdesk_bench rails|append|intents|accounts|sends|report [--tiny]\n"
                 "       swarmdesk_bench long-ledger FOLDER EVENTS\n";
    return 2;
}

}  // namespace

/// The measurements that run inside one process; bench/run drives it and makes the table.
int main(int argc, char** argv)
{
    const std::vector<std::string_view> words(argv + 1, argv + argc);
    try {
        if (words.size() == 3 && words[0] == "long-ledger") {
            make_long_ledger(words[1], std::stoull(std::string{words[2]}));
            return 0;
        }
        const bool is_tiny = words.size() == 2 && words[1] == "--tiny";
        if (words.size() != 1 && !is_tiny) return fail_usage();
        for (const Measurement& measurement : measurements) {
            if (measurement.name != words[0]) continue;
            print(measurement.measure(is_tiny ? Scale::tiny : Scale::full));
            return 0;
        }
    } catch (const std::exception& error) {
        std::cerr << "swarmdesk_bench: " << error.what() << '\n';
        return 1;
    }
    return fail_usage();
}
