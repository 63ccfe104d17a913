#include "config/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <istream>
#include <streambuf>

#include "base/hash.hpp"

namespace swarmdesk::config {
namespace {

constexpr std::size_t text_size_max = 1024 * 1024;
constexpr std::size_t depth_max = 16;
constexpr std::size_t nodes_max = 20'000;

/// Leaves the parser in the middle; caught where it was started.
struct Refusal {
    int line;
    const char* words;
};

/// Builds the tree from the parser's events, so that no bound is found broken only after the memory is gone.
class TreeBuilder : public YAML::EventHandler {
public:
    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnAnchor(const YAML::Mark& mark, const std::string&) override { refuse(mark, "anchors are not accepted"); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse(mark, "aliases are not accepted"); }
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        refuse_extras(mark, "?", anchor);
        place(mark, YamlKind::nothing, {});
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override
    {
        refuse_extras(mark, tag, anchor);
        place(mark, YamlKind::scalar, value);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        refuse_extras(mark, tag, anchor);
        open(mark, YamlKind::list);
    }
    void OnSequenceEnd() override { open_.pop_back(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        refuse_extras(mark, tag, anchor);
        open(mark, YamlKind::map);
    }
    void OnMapEnd() override { open_.pop_back(); }

    YamlNode take() { return std::move(root_); }

private:
    /// A collection being filled. Nodes move as their parent grows, but never while they themselves are open.
    struct Open {
        YamlNode* node;
        bool awaits_value = false;  ///< a map whose last entry has only its key
    };

    [[noreturn]] static void refuse(const YAML::Mark& mark, const char* words) { throw Refusal{mark.line + 1, words}; }

    static void refuse_extras(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor)
    {
        if (anchor != 0) refuse(mark, "anchors are not accepted");
        if (!tag.empty() && tag != "?" && tag != "!") refuse(mark, "tags are not accepted");
    }

    void open(const YAML::Mark& mark, YamlKind kind)
    {
        if (open_.size() >= depth_max) refuse(mark, "nested deeper than 16 levels");
        if (!open_.empty() && open_.back().node->kind == YamlKind::map && !open_.back().awaits_value)
            refuse(mark, "a key must be a word, not a list or a map");
        open_.push_back({place(mark, kind, {})});
    }

    YamlNode* place(const YAML::Mark& mark, YamlKind kind, const std::string& text)
    {
        if (++nodes_ > nodes_max) refuse(mark, "more than 20000 entries");
        YamlNode node;
        node.kind = kind;
        node.line = mark.line + 1;
        node.text = text;
        if (open_.empty()) {
            root_ = std::move(node);
            return &root_;
        }
        Open& parent = open_.back();
        if (parent.node->kind == YamlKind::list) {
            parent.node->items.push_back(std::move(node));
            return &parent.node->items.back();
        }
        if (!parent.awaits_value) {
            if (kind != YamlKind::scalar || text.empty()) refuse(mark, "a key must be a word");
            node.kind = YamlKind::nothing;
            node.text.clear();
            parent.node->entries.push_back({text, std::move(node)});
            parent.awaits_value = true;
            return &parent.node->entries.back().value;
        }
        parent.awaits_value = false;
        parent.node->entries.back().value = std::move(node);
        return &parent.node->entries.back().value;
    }

    YamlNode root_;
    std::vector<Open> open_;
    std::size_t nodes_ = 0;
};

/// The text as a stream, without a copy.
class TextBuffer : public std::streambuf {
public:
    explicit TextBuffer(std::string_view text)
    {
        char* begin = const_cast<char*>(text.data());
        setg(begin, begin, begin + text.size());
    }
};

Error malformed(int line, std::string_view words)
{
    return {Errc::malformed, "line " + std::to_string(line) + ": " + std::string{words}};
}

}  // namespace

Result<YamlNode> parse_yaml(std::string_view text)
{
    if (text.size() > text_size_max) return Error{Errc::limit_exceeded, "larger than 1 MiB"};
    if (!is_utf8(text)) return Error{Errc::malformed, "not UTF-8 text"};
    TextBuffer buffer{text};
    std::istream stream{&buffer};
    TreeBuilder builder;
    try {
        YAML::Parser parser{stream};
        parser.HandleNextDocument(builder);
        YamlNode root = builder.take();
        TreeBuilder rest;
        if (parser.HandleNextDocument(rest)) return Error{Errc::malformed, "more than one document"};
        return root;
    } catch (const Refusal& refusal) {
        return malformed(refusal.line, refusal.words);
    } catch (const YAML::Exception& error) {
        return malformed(error.mark.line + 1, error.msg);
    } catch (const std::exception& error) {
        return Error{Errc::malformed, std::string{"not readable as YAML: "} + error.what()};
    }
}

}  // namespace swarmdesk::config
