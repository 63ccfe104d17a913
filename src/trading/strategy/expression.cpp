#include "trading/strategy/expression.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/assert.hpp"
#include "config/suggest.hpp"
#include "trading/strategy/indicator_kinds.hpp"

namespace swarmdesk::trading::strategy {
namespace {

constexpr std::size_t text_size_max = 2'000;
constexpr std::size_t depth_max = 32;
constexpr std::size_t nodes_max = 500;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

struct Sign {
    std::string_view text;
    std::string_view meaning;
};
/// Longer ones first.
constexpr auto signs =
    std::to_array<Sign>({{"<=", "<="}, {">=", ">="}, {"==", "=="}, {"!=", "!="}, {"≤", "<="}, {"≥", ">="}, {"≠", "!="},
                         {"×", "*"},   {"÷", "/"},   {"−", "-"},   {"<", "<"},   {">", ">"},  {"+", "+"},  {"-", "-"},
                         {"*", "*"},   {"/", "/"},   {"(", "("},   {")", ")"},   {"[", "["},  {"]", "]"},  {",", ","}});

/// Of other languages, and how it is said here. Longer ones first.
constexpr auto foreign_signs =
    std::to_array<Sign>({{"&&", "and"}, {"||", "or"}, {"&", "and"}, {"|", "or"}, {"!", "not"}, {"=", "=="}});

enum class TokenKind { end = 1, number, word, parameter, sign };

struct Token {
    TokenKind kind = TokenKind::end;
    std::string_view text;  ///< a sign in its plain form, a parameter without its `$`
    std::size_t at = 0;
};

struct BinaryOperator {
    std::string_view text;
    Operation operation;
};
constexpr auto comparisons = std::to_array<BinaryOperator>({{"<", Operation::less},
                                                            {"<=", Operation::less_equal},
                                                            {">", Operation::greater},
                                                            {">=", Operation::greater_equal},
                                                            {"==", Operation::equal},
                                                            {"!=", Operation::not_equal}});

struct Function {
    std::string_view name;
    Operation operation;
    std::size_t arguments;
    bool has_count;  ///< the second argument is a number of candles
};
constexpr auto functions = std::to_array<Function>({{"abs", Operation::absolute, 1, false},
                                                    {"min", Operation::smaller, 2, false},
                                                    {"max", Operation::larger, 2, false},
                                                    {"highest", Operation::highest, 2, true},
                                                    {"lowest", Operation::lowest, 2, true}});
constexpr auto reserved_words = std::to_array<std::string_view>(
    {"and",   "or",     "not", "crosses", "above", "below",    "open",        "high", "low",
     "close", "volume", "hl2", "hlc3",    "ohlc4", "position", "entry_price", "stop", "take_profit",
     "true",  "false",  "yes", "no",      "on",    "off",      "null"});

/// Leaves the parser in the middle; caught where it was started.
struct Refusal {
    std::size_t at;
    std::string words;
};

class Parser {
public:
    Parser(std::string_view text, const KnownNames& names) : text_(text), names_(names) { advance(); }

    Expression parse()
    {
        disjunction(0);
        if (token_.kind != TokenKind::end) refuse("is left over");
        return std::move(expression_);
    }

private:
    using Index = std::uint32_t;

    [[noreturn]] void refuse(const std::string& words) const
    {
        refuse_at(token_.at, (token_.kind == TokenKind::end ? std::string{"the end"} : shown_token()) + ' ' + words);
    }
    [[noreturn]] static void refuse_at(std::size_t at, std::string words) { throw Refusal{at, std::move(words)}; }

    std::string shown_token() const
    {
        return '"' + std::string{token_.kind == TokenKind::parameter ? "$" : ""} + std::string{token_.text} + '"';
    }

    void advance()
    {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
        const std::size_t start = at_;
        const auto take_while = [this](auto&& is_part) {
            const std::size_t begin = at_;
            while (at_ < text_.size() && is_part(text_[at_])) ++at_;
            return text_.substr(begin, at_ - begin);
        };
        const auto is_name = [](char c) { return is_letter(c) || is_digit(c); };
        if (at_ == text_.size()) {
            token_ = {TokenKind::end, {}, start};
        } else if (is_digit(text_[at_])) {
            token_ = {TokenKind::number, take_while([](char c) { return is_digit(c) || c == '.' || is_letter(c); }),
                      start};
        } else if (is_letter(text_[at_])) {
            token_ = {TokenKind::word, take_while([&](char c) { return is_name(c) || c == '.'; }), start};
        } else if (text_[at_] == '$') {
            ++at_;
            token_ = {TokenKind::parameter, take_while(is_name), start};
        } else {
            for (const Sign& sign : signs)
                if (text_.substr(at_).starts_with(sign.text)) {
                    at_ += sign.text.size();
                    token_ = {TokenKind::sign, sign.meaning, start};
                    return;
                }
            for (const auto& [foreign, ours] : foreign_signs)
                if (text_.substr(at_).starts_with(foreign))
                    refuse_at(start, "\"" + std::string{foreign} + "\" is written \"" + std::string{ours} + "\" here");
            refuse_at(start, "there is a character that means nothing here");
        }
    }

    bool is_sign(std::string_view text) const { return token_.kind == TokenKind::sign && token_.text == text; }
    bool is_word(std::string_view text) const { return token_.kind == TokenKind::word && token_.text == text; }
    void expect_sign(std::string_view text)
    {
        if (!is_sign(text)) refuse("stands where \"" + std::string{text} + "\" should");
        advance();
    }

    Index add(Expression::Node node)
    {
        if (expression_.nodes.size() >= nodes_max) refuse_at(token_.at, "more than 500 operations");
        expression_.nodes.push_back(std::move(node));
        return static_cast<Index>(expression_.nodes.size() - 1);
    }
    Index add(Operation operation, Index a, Index b = 0) { return add({operation, a, b, {}, {}}); }

    void require(Index node, bool condition, std::size_t at, std::string_view where) const
    {
        if (is_condition(expression_.nodes[node].operation) == condition) return;
        refuse_at(at, std::string{where} + (condition ? " needs a condition such as rsi < 70, and has a number"
                                                      : " needs a number, and has a condition"));
    }

    Index disjunction(std::size_t depth) { return logical(depth, "or", Operation::logical_or); }
    Index logical(std::size_t depth, std::string_view word, Operation operation)
    {
        const auto operand = [&] {
            return operation == Operation::logical_or ? logical(depth, "and", Operation::logical_and) : negation(depth);
        };
        const std::size_t start = token_.at;
        Index left = operand();
        while (is_word(word)) {
            require(left, true, start, word);
            const std::size_t at = token_.at;
            advance();
            const Index right = operand();
            require(right, true, at, word);
            left = add(operation, left, right);
        }
        return left;
    }

    Index negation(std::size_t depth)
    {
        if (!is_word("not")) return comparison(depth);
        if (depth >= depth_max) refuse_at(token_.at, "nested deeper than 32 levels");
        const std::size_t at = token_.at;
        advance();
        const Index operand = negation(depth + 1);
        require(operand, true, at, "not");
        return add(Operation::logical_not, operand);
    }

    std::optional<Operation> take_comparison()
    {
        if (is_word("crosses")) {
            advance();
            const bool is_above = is_word("above");
            if (!is_above && !is_word("below")) refuse("stands where above or below should, after crosses");
            advance();
            return is_above ? Operation::crosses_above : Operation::crosses_below;
        }
        for (const auto& [text, operation] : comparisons)
            if (is_sign(text)) {
                advance();
                return operation;
            }
        return std::nullopt;
    }

    Index comparison(std::size_t depth)
    {
        const std::size_t start = token_.at;
        const Index left = sum(depth);
        const std::size_t at = token_.at;
        const auto operation = take_comparison();
        if (!operation) return left;
        require(left, false, start, "a comparison");
        const Index right = sum(depth);
        require(right, false, at, "a comparison");
        const Index made = add(*operation, left, right);
        const std::size_t next = token_.at;
        if (take_comparison()) refuse_at(next, "a second comparison; write a < b and b < c");
        return made;
    }

    Index sum(std::size_t depth)
    {
        const std::size_t start = token_.at;
        Index left = product(depth);
        while (is_sign("+") || is_sign("-")) {
            const Operation operation = is_sign("+") ? Operation::add : Operation::subtract;
            left = arithmetic(operation, left, start, [&] { return product(depth); });
        }
        return left;
    }

    Index product(std::size_t depth)
    {
        const std::size_t start = token_.at;
        Index left = factor(depth);
        while (is_sign("*") || is_sign("/")) {
            const Operation operation = is_sign("*") ? Operation::multiply : Operation::divide;
            left = arithmetic(operation, left, start, [&] { return factor(depth); });
        }
        return left;
    }

    template <class Operand>
    Index arithmetic(Operation operation, Index left, std::size_t start, const Operand& operand)
    {
        require(left, false, start, "arithmetic");
        const std::size_t at = token_.at;
        advance();
        const Index right = operand();
        require(right, false, at, "arithmetic");
        return add(operation, left, right);
    }

    Index factor(std::size_t depth)
    {
        if (!is_sign("-")) return postfix(depth);
        if (depth >= depth_max) refuse_at(token_.at, "nested deeper than 32 levels");
        const std::size_t at = token_.at;
        advance();
        const Index operand = factor(depth + 1);
        require(operand, false, at, "a minus");
        if (expression_.nodes[operand].operation != Operation::number) return add(Operation::negate, operand);
        expression_.nodes[operand].number = -expression_.nodes[operand].number;
        return operand;
    }

    Index postfix(std::size_t depth)
    {
        const std::size_t start = token_.at;
        Index of = primary(depth);
        while (is_sign("[")) {
            require(of, false, start, "[ ]");
            advance();
            const Index count = candles(0, ago_max);
            expect_sign("]");
            of = add(Operation::ago, of, count);
        }
        return of;
    }

    /// A number of candles: written out, or a parameter.
    Index candles(std::int64_t min, std::int64_t max)
    {
        if (token_.kind == TokenKind::parameter) return parameter();
        const auto count = token_.kind == TokenKind::number ? Decimal::parse(token_.text) : Result<Decimal>{Error{}};
        if (!count || !is_multiple(*count, Decimal::from_integer(1)) || *count < Decimal::from_integer(min) ||
            *count > Decimal::from_integer(max))
            refuse("stands where a number of candles should, " + std::to_string(min) + " to " + std::to_string(max) +
                   " or a parameter");
        advance();
        return add({Operation::number, 0, 0, *count, {}});
    }

    Index primary(std::size_t depth)
    {
        if (is_sign("(")) {
            if (depth >= depth_max) refuse_at(token_.at, "nested deeper than 32 levels");
            advance();
            const Index inside = disjunction(depth + 1);
            expect_sign(")");
            return inside;
        }
        if (token_.kind == TokenKind::number) {
            const auto number = Decimal::parse(token_.text);
            if (!number) refuse("is not a number such as 12.5");
            advance();
            return add({Operation::number, 0, 0, *number, {}});
        }
        if (token_.kind == TokenKind::parameter) return parameter();
        if (token_.kind == TokenKind::word) return word(depth);
        refuse("stands where a name or a number should");
    }

    Index parameter()
    {
        const auto& known = names_.parameters;
        if (std::find(known.begin(), known.end(), token_.text) == known.end()) refuse("is no parameter" + meant(known));
        const Index made = add({Operation::parameter, 0, 0, {}, std::string{token_.text}});
        advance();
        return made;
    }

    Index word(std::size_t depth)
    {
        for (const Function& function : functions)
            if (is_word(function.name)) return call(function, depth);
        const auto& known = names_.symbols;
        if (std::find(known.begin(), known.end(), token_.text) == known.end()) refuse_word();
        const Index made = add({Operation::symbol, 0, 0, {}, std::string{token_.text}});
        advance();
        return made;
    }

    [[noreturn]] void refuse_word() const
    {
        std::string outputs;
        const std::string start = std::string{token_.text} + '.';
        for (const std::string& symbol : names_.symbols)
            if (symbol.starts_with(start)) outputs += (outputs.empty() ? "" : ", ") + symbol;
        if (!outputs.empty()) refuse("has several outputs: " + outputs);
        for (const std::string_view reserved : reserved_words)
            if (token_.text == reserved &&
                std::find(names_.symbols.begin(), names_.symbols.end(), reserved) == names_.symbols.end())
                refuse("stands where a name or a number should");
        std::vector<std::string> all = names_.symbols;
        for (const Function& function : functions) all.emplace_back(function.name);
        refuse("is no indicator and nothing of the candle" + meant(all));
    }

    std::string meant(const std::vector<std::string>& known) const
    {
        return config::did_you_mean(config::nearest(token_.text, {known.begin(), known.end()}));
    }

    Index call(const Function& function, std::size_t depth)
    {
        if (depth >= depth_max) refuse_at(token_.at, "nested deeper than 32 levels");
        advance();
        expect_sign("(");
        const std::size_t at = token_.at;
        const Index first = sum(depth + 1);
        require(first, false, at, function.name);
        Index second = 0;
        if (function.arguments == 2) {
            expect_sign(",");
            const std::size_t second_at = token_.at;
            second = function.has_count ? candles(1, period_max) : sum(depth + 1);
            require(second, false, second_at, function.name);
        }
        expect_sign(")");
        return add(function.operation, first, second);
    }

    std::string_view text_;
    const KnownNames& names_;
    std::size_t at_ = 0;
    Token token_;
    Expression expression_;
};

/// How tightly an operation holds its operands together; 9 needs no brackets anywhere.
int strength(const Expression::Node& node)
{
    switch (node.operation) {
        case Operation::logical_or: return 1;
        case Operation::logical_and: return 2;
        case Operation::logical_not: return 3;
        case Operation::less:
        case Operation::less_equal:
        case Operation::greater:
        case Operation::greater_equal:
        case Operation::equal:
        case Operation::not_equal:
        case Operation::crosses_above:
        case Operation::crosses_below: return 4;
        case Operation::add:
        case Operation::subtract: return 5;
        case Operation::multiply:
        case Operation::divide: return 6;
        case Operation::negate: return 7;
        case Operation::number: return node.number.is_negative() ? 7 : 9;
        default: return 9;
    }
}

std::string_view infix(Operation operation)
{
    switch (operation) {
        case Operation::logical_or: return " or ";
        case Operation::logical_and: return " and ";
        case Operation::crosses_above: return " crosses above ";
        case Operation::crosses_below: return " crosses below ";
        case Operation::add: return " + ";
        case Operation::subtract: return " - ";
        case Operation::multiply: return " * ";
        case Operation::divide: return " / ";
        case Operation::less: return " < ";
        case Operation::less_equal: return " <= ";
        case Operation::greater: return " > ";
        case Operation::greater_equal: return " >= ";
        case Operation::equal: return " == ";
        case Operation::not_equal: return " != ";
        default: return {};
    }
}

void write(const Expression& expression, std::uint32_t index, int strength_min, std::string& text)
{
    const Expression::Node& node = expression.nodes[index];
    const int own = strength(node);
    if (own < strength_min) text += '(';
    switch (node.operation) {
        case Operation::number: text += node.number.to_string(); break;
        case Operation::parameter: text += '$' + node.name; break;
        case Operation::symbol: text += node.name; break;
        case Operation::negate:
            text += '-';
            write(expression, node.a, 8, text);
            break;
        case Operation::logical_not:
            text += "not ";
            write(expression, node.a, 3, text);
            break;
        case Operation::ago:
            write(expression, node.a, 9, text);
            text += '[';
            write(expression, node.b, 0, text);
            text += ']';
            break;
        default:
            if (const auto between = infix(node.operation); !between.empty()) {
                write(expression, node.a, own == 4 ? 5 : own, text);  // a comparison is not of comparisons
                text += between;
                write(expression, node.b, own + 1, text);
                break;
            }
            for (const Function& function : functions) {
                if (function.operation != node.operation) continue;
                text.append(function.name).append("(");
                write(expression, node.a, 0, text);
                if (function.arguments == 2) {
                    text += ", ";
                    write(expression, node.b, 0, text);
                }
                text += ')';
            }
    }
    if (own < strength_min) text += ')';
}

}  // namespace

Result<Expression> parse_expression(std::string_view text, const KnownNames& names)
{
    if (text.size() > text_size_max) return Error{Errc::limit_exceeded, "is longer than 2000 characters"};
    try {
        return Parser{text, names}.parse();
    } catch (const Refusal& refusal) {
        const std::string place = refusal.at == 0 ? "" : " (character " + std::to_string(refusal.at + 1) + ')';
        return Error{Errc::malformed, refusal.words + place};
    }
}

std::string to_text(const Expression& expression)
{
    std::string text;
    write(expression, static_cast<std::uint32_t>(expression.nodes.size() - 1), 0, text);
    return text;
}

Expression join(Operation logical, const std::vector<Expression>& conditions)
{
    SWARMDESK_ASSERT(!conditions.empty());
    Expression all = conditions.front();
    for (std::size_t i = 1; i < conditions.size(); ++i) {
        const auto left = static_cast<std::uint32_t>(all.nodes.size() - 1);
        const auto offset = static_cast<std::uint32_t>(all.nodes.size());
        for (Expression::Node node : conditions[i].nodes) {
            node.a += offset;
            node.b += offset;
            all.nodes.push_back(std::move(node));
        }
        all.nodes.push_back({logical, left, static_cast<std::uint32_t>(all.nodes.size() - 1), {}, {}});
    }
    return all;
}

bool is_reserved(std::string_view name)
{
    return std::find(reserved_words.begin(), reserved_words.end(), name) != reserved_words.end() ||
           std::any_of(functions.begin(), functions.end(), [name](const auto& known) { return known.name == name; });
}

bool is_free_name(std::string_view name)
{
    constexpr std::size_t name_size_max = 40;
    const auto is_small = [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_'; };
    return !name.empty() && name.size() <= name_size_max && name.front() >= 'a' && name.front() <= 'z' &&
           std::all_of(name.begin(), name.end(), is_small) && !is_reserved(name);
}

}  // namespace swarmdesk::trading::strategy
