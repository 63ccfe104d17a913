#include <cstddef>
#include <cstdint>

#include "config/document.hpp"
#include "config/load.hpp"
#include "config/print.hpp"

namespace {

using namespace swarmdesk;

struct Item {
    std::string text = "x";
    std::optional<std::chrono::milliseconds> pause;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        visit(config::setting("text", "Text."), self.text);
        visit(config::setting("pause", "Time."), self.pause);
    }
};

struct Everything {
    bool flag = false;
    std::int32_t count = 1;
    Decimal decimal;
    std::vector<std::string> words;
    std::vector<Item> items;
    std::map<std::string, Item> named;
    Item section;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        visit(config::setting("flag", "Flag."), self.flag);
        visit(config::setting("count", "Count.", config::bounds(0, 1000)), self.count);
        visit(config::setting("decimal", "Decimal."), self.decimal);
        visit(config::setting("words", "Words.", config::at_most(100)), self.words);
        visit(config::setting("items", "Items."), self.items);
        visit(config::setting("named", "Named."), self.named);
        visit(config::setting("section", "Section."), self.section);
    }
};

}  // namespace

/// Any bytes give settings or words about them; settings that are accepted print as a text that is accepted again and
/// prints the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    config::Sources sources;
    sources.file_text.assign(reinterpret_cast<const char*>(data), size);
    Everything settings;
    if (!config::load(settings, sources).is_empty()) return 0;
    const std::string printed = config::print(settings);
    sources.file_text = printed;
    Everything again;
    SWARMDESK_ASSERT(config::load(again, sources).is_empty());
    SWARMDESK_ASSERT(config::print(again) == printed);
    return 0;
}
