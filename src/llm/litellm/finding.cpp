#include "llm/litellm/finding.hpp"

#include <algorithm>

namespace swarmdesk::llm::litellm {
namespace {

constexpr std::size_t path_width_max = 60;

struct Heading {
    Verdict verdict;
    std::string_view words;
    Verbosity from;
};
constexpr Heading headings[] = {
    {Verdict::wrong, "Wrong: the gateway does not start until these are mended", Verbosity::trouble},
    {Verdict::unsupported, "Unsupported: without effect here", Verbosity::trouble},
    {Verdict::repaired, "Repaired: read by their evident intent", Verbosity::changes},
    {Verdict::honoured, "Honoured", Verbosity::everything},
};

std::string padded(std::string text, std::size_t width)
{
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text;
}

/// So that no file can speak to the terminal through us.
std::string printable(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7F)
            out += c;
        else
            out += '?';
    }
    return out;
}

std::size_t count(const std::vector<Finding>& findings, Verdict verdict)
{
    return static_cast<std::size_t>(std::ranges::count(findings, verdict, &Finding::verdict));
}

std::string group_text(std::vector<const Finding*> group, const Heading& heading)
{
    std::ranges::stable_sort(group, {}, &Finding::line);
    std::size_t path_width = 0;
    std::size_t line_width = 0;
    for (const Finding* finding : group) {
        path_width = std::max(path_width, std::min(finding->path.size(), path_width_max));
        line_width = std::max(line_width, std::to_string(finding->line).size());
    }
    std::string out{heading.words};
    out += " (" + std::to_string(group.size()) + ")\n";
    for (const Finding* finding : group) {
        const std::string line = std::to_string(finding->line);
        out += "  line " + std::string(line_width - line.size(), ' ') + line + "  ";
        out += padded(printable(finding->path), path_width) + "  ";
        out += padded(std::string{to_text(finding->verdict)}, 11) + "  " + printable(finding->message) + '\n';
    }
    return out + '\n';
}

}  // namespace

bool has_wrong(const std::vector<Finding>& findings) { return count(findings, Verdict::wrong) > 0; }

std::string render_findings(const std::vector<Finding>& findings, Verbosity verbosity)
{
    std::string out;
    for (const Heading& heading : headings) {
        if (verbosity < heading.from) continue;
        std::vector<const Finding*> group;
        for (const Finding& finding : findings)
            if (finding.verdict == heading.verdict) group.push_back(&finding);
        if (!group.empty()) out += group_text(std::move(group), heading);
    }
    out += std::to_string(findings.size()) + (findings.size() == 1 ? " key: " : " keys: ");
    for (const auto& row : enum_table(Verdict{}))
        out += std::to_string(count(findings, row.value)) + ' ' + std::string{row.name} +
               (row.value == Verdict::wrong ? "\n" : ", ");
    return out;
}

boost::json::array to_json(const std::vector<Finding>& findings)
{
    boost::json::array array;
    for (const Finding& finding : findings)
        array.push_back(boost::json::object{{"path", finding.path},
                                            {"line", finding.line},
                                            {"verdict", to_text(finding.verdict)},
                                            {"message", finding.message}});
    return array;
}

}  // namespace swarmdesk::llm::litellm
