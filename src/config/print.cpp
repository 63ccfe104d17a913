#include "config/print.hpp"

namespace swarmdesk::config {
namespace {

std::string scalar(const Node& node)
{
    const auto text = node.show();
    if (!text) return "null";
    // A number or a duration is unmistakable as it stands; anything typed as text may need quotes.
    const bool is_plain =
        node.type == "bool" || node.type == "integer" || node.type == "decimal" || node.type == "duration";
    return is_plain ? *text : quote(*text);
}

void print(const Node& node, std::size_t depth, std::string& out)
{
    const std::string indent(depth * 2, ' ');
    const auto entry = [&](const Node& child) {
        out += indent + (node.kind == NodeKind::map ? quote(child.name) : child.name) + ':';
        switch (child.kind) {
            case NodeKind::value: out += ' ' + scalar(child) + '\n'; break;
            case NodeKind::section:
                out += '\n';
                print(child, depth + 1, out);
                break;
            case NodeKind::list:
            case NodeKind::map:
                if (child.items().empty()) {
                    out += child.kind == NodeKind::list ? " []\n" : " {}\n";
                } else {
                    out += '\n';
                    print(child, depth + 1, out);
                }
                break;
        }
    };
    if (node.kind == NodeKind::section)
        for (const Node& child : node.children) entry(child);
    if (node.kind == NodeKind::map)
        for (const Node& item : node.items()) entry(item);
    if (node.kind == NodeKind::list) {
        for (const Node& item : node.items()) {
            if (item.kind == NodeKind::value) {
                out += indent + "- " + scalar(item) + '\n';
                continue;
            }
            std::string inner;
            print(item, depth + 1, inner);
            inner.replace(depth * 2, 2, "- ");
            out += inner;
        }
    }
}

}  // namespace

std::string print(const Node& root)
{
    std::string out;
    print(root, 0, out);
    return out;
}

}  // namespace swarmdesk::config
