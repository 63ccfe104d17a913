#include "llm/cache/meaning.hpp"

#include <algorithm>
#include <optional>

#include "llm/cache/lexicon.hpp"
#include "llm/cache/number_text.hpp"

namespace swarmdesk::llm::cache {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
/// Letters of other alphabets are kept byte by byte.
bool is_letter(char c) { return is_upper(c) || is_lower(c) || c == '_' || (static_cast<unsigned char>(c) & 0x80) != 0; }
bool is_joint(char c) { return c == '/' || c == '-' || c == '.' || c == '\'' || c == '&'; }
bool is_pause(char c) { return std::string_view{",;:.?!()[]{}"}.find(c) != std::string_view::npos; }

std::string lower(std::string_view text)
{
    std::string result{text};
    for (char& c : result)
        if (is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
    return result;
}
std::string upper(std::string_view text)
{
    std::string result{text};
    for (char& c : result)
        if (is_lower(c)) c = static_cast<char>(c - 'a' + 'A');
    return result;
}

std::string with_plain_apostrophes(std::string_view text)
{
    constexpr std::string_view curly = "\xE2\x80\x99";
    std::string result{text};
    for (std::size_t at = 0; (at = result.find(curly, at)) != std::string::npos; ++at)
        result.replace(at, curly.size(), "'");
    return result;
}

/// "BTC/USDT" and "BTC-USDT" are "BTCUSDT"; where the second part is not a currency the joint stays, so two pairs never
/// become one.
std::string symbol_text(std::string_view text)
{
    const std::size_t joint = text.find_first_of("/-");
    if (joint == std::string_view::npos || joint == 0 || !lexicon::is_quote(text.substr(joint + 1)))
        return std::string(text);
    return std::string(text.substr(0, joint)) + std::string(text.substr(joint + 1));
}

/// Cuts a text into tokens, fillers among them: a request is known by its first words.
class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    std::vector<Token> read()
    {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (is_space(c) || c == '"' || c == '`' || c == '\'')
                ++at_;
            else if (c == '$')
                read_dollar();
            else if (is_number_here())
                read_number();
            else if (is_letter(c))
                read_word();
            else
                read_mark();
        }
        return std::move(tokens_);
    }

private:
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    void put(TokenKind kind, std::string text) { tokens_.push_back({kind, std::move(text)}); }
    bool follows_space() const { return at_ == 0 || is_space(text_[at_ - 1]) || text_[at_ - 1] == '('; }

    bool is_number_here() const
    {
        if (is_digit(peek())) return true;
        if (peek() == '.') return follows_space() && is_digit(peek(1));
        return peek() == '-' && follows_space() && (is_digit(peek(1)) || (peek(1) == '.' && is_digit(peek(2))));
    }

    void read_dollar()
    {
        ++at_;
        if (is_digit(peek()) || (peek() == '.' && is_digit(peek(1)))) {
            read_number();
            return put(TokenKind::symbol, "USD");
        }
        const std::size_t begin = at_;
        while (is_letter(peek()) || is_digit(peek()) || (peek() == '.' && is_letter(peek(1)))) ++at_;
        if (at_ == begin) return put(TokenKind::word, "$");
        put(TokenKind::symbol, symbol_text(upper(text_.substr(begin, at_ - begin))));
    }

    void read_number()
    {
        const bool is_negative = peek() == '-';
        if (is_negative) ++at_;
        const std::size_t begin = at_;
        while (is_digit(peek()) || ((peek() == '.' || peek() == ',') && is_digit(peek(1)))) ++at_;
        const auto digits = text_.substr(begin, at_ - begin);
        const std::size_t unit = at_;
        while (is_letter(peek()) || is_digit(peek())) ++at_;
        const auto behind = text_.substr(unit, at_ - unit);
        const bool is_thousands = behind == "k" || behind == "K";
        // The case stays: 5m are minutes, 5M are millions.
        put(TokenKind::number,
            number_text(digits, is_negative, is_thousands) + std::string(is_thousands ? "" : behind));
        if (peek() != '%') return;
        ++at_;
        put(TokenKind::number, "%");
    }

    void read_word()
    {
        const std::size_t begin = at_;
        const auto goes_on = [](char c, char next) {
            return is_letter(c) || is_digit(c) || (is_joint(c) && (is_letter(next) || is_digit(next)));
        };
        while (at_ < text_.size() && goes_on(peek(), peek(1))) ++at_;
        put_word(text_.substr(begin, at_ - begin));
    }

    void put_word(std::string_view word)
    {
        for (const std::string_view possessive : {"'s", "'S"})
            if (word.ends_with(possessive)) word.remove_suffix(possessive.size());
        if (is_symbol(word)) return put(TokenKind::symbol, symbol_text(word));
        const std::string plain = lower(word);
        if (put_pair(plain) || put_contraction(plain)) return;
        if (const std::size_t joint = plain.find_first_of("/-"); joint != std::string::npos) {
            put_plain(plain.substr(0, joint));
            if (plain[joint] == '/') put(TokenKind::word, "/");
            return put_word(std::string_view{word}.substr(joint + 1));
        }
        if (is_name(word, plain)) return put(TokenKind::word, std::string(word));
        put_plain(plain);
    }

    /// Capitals, as tickers are written: "ALL" is a company and "all" is not; so is "A". "I" is a person.
    static bool is_symbol(std::string_view word)
    {
        const auto is_capital = [](char c) { return is_upper(c) || is_digit(c) || is_joint(c) || c == '_'; };
        return word != "I" && std::ranges::all_of(word, is_capital) && std::ranges::any_of(word, is_upper);
    }

    /// A name, unless it only begins a sentence or is known: "Target" is a company where "target" is a price.
    bool is_name(std::string_view word, std::string_view plain) const
    {
        const bool begins_sentence = tokens_.empty() || tokens_.back().kind == TokenKind::pause;
        const bool is_known = lexicon::kind_of(plain) != TokenKind::word || lexicon::is_filler(plain) ||
                              lexicon::same_as(plain) != plain || lexicon::symbol_of(plain) ||
                              lexicon::number_of(plain);
        return is_upper(word.front()) && word != "I" && !begins_sentence && !is_known;
    }

    /// "btc/usdt", where both are known.
    bool put_pair(std::string_view plain)
    {
        const std::size_t joint = plain.find_first_of("/-");
        if (joint == std::string_view::npos) return false;
        const auto base = lexicon::symbol_of(plain.substr(0, joint));
        const auto quote = lexicon::symbol_of(plain.substr(joint + 1));
        if (!base || !quote) return false;
        put(TokenKind::symbol, symbol_text(std::string(*base) + "/" + std::string(*quote)));
        return true;
    }

    bool put_contraction(std::string_view plain)
    {
        struct Contraction {
            std::string_view from;
            std::string_view first;
            std::string_view second;
        };
        constexpr Contraction whole[] = {
            {"cannot", "can", "not"},   {"can't", "can", "not"}, {"won't", "will", "not"},
            {"shan't", "shall", "not"}, {"dont", "do", "not"},   {"doesnt", "does", "not"},
            {"isnt", "is", "not"},      {"cant", "can", "not"},  {"shouldnt", "should", "not"},
            {"didnt", "did", "not"},    {"arent", "are", "not"}};
        for (const auto& [from, first, second] : whole)
            if (plain == from) return put_two(first, second);
        constexpr Contraction endings[] = {{"n't", "", "not"},  {"'ll", "", "will"}, {"'re", "", "are"},
                                           {"'ve", "", "have"}, {"'d", "", "would"}, {"'m", "", "am"}};
        for (const auto& [from, first, second] : endings)
            if (plain.ends_with(from) && plain.size() > from.size())
                return put_two(plain.substr(0, plain.size() - from.size()), second);
        return false;
    }
    bool put_two(std::string_view first, std::string_view second)
    {
        put_plain(first);
        put_plain(second);
        return true;
    }

    void put_plain(std::string_view plain)
    {
        if (const auto number = lexicon::number_of(plain)) return put(TokenKind::number, std::string(*number));
        if (const auto symbol = lexicon::symbol_of(plain)) return put(TokenKind::symbol, std::string(*symbol));
        const auto word = lexicon::same_as(plain);
        put(lexicon::kind_of(word), std::string(word));
    }

    void read_mark()
    {
        const char c = text_[at_++];
        if (is_pause(c)) return put(TokenKind::pause, ",");
        const std::string mark(1, c);
        put(lexicon::kind_of(mark), mark);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<Token> tokens_;
};

/// What is left to look at of a list of tokens.
class Tokens {
public:
    explicit Tokens(const std::vector<Token>& tokens) : tokens_(tokens) {}

    bool is(std::size_t i, std::string_view word) const { return begin_ + i < tokens_.size() && at(i).text == word; }
    const Token& at(std::size_t i) const { return tokens_[begin_ + i]; }
    std::size_t size() const { return tokens_.size() - begin_; }
    void drop(std::size_t count) { begin_ += std::min(count, size()); }
    bool drop_if(std::initializer_list<std::string_view> words)
    {
        std::size_t i = 0;
        for (const auto word : words)
            if (!is(i++, word)) return false;
        drop(words.size());
        return true;
    }

private:
    const std::vector<Token>& tokens_;
    std::size_t begin_ = 0;
};

/// "Hi, could you please": all before what is asked.
void drop_courtesies(Tokens& tokens)
{
    const auto drop_one = [&] {
        for (const char* word : {"hi", "hello", "hey", "please", "kindly"})
            if (tokens.drop_if({word})) return true;
        return tokens.size() > 0 && tokens.at(0).kind == TokenKind::pause && (tokens.drop(1), true);
    };
    while (drop_one()) {
    }
    for (const char* modal : {"can", "could", "would", "will"}) {
        const std::size_t verb = tokens.is(2, "please") ? 3 : 2;
        if (tokens.is(0, modal) && tokens.is(1, "you") && tokens.size() > verb &&
            lexicon::asks_openly(tokens.at(verb).text)) {
            tokens.drop(verb);
            return;
        }
    }
    for (const char* wish : {"want", "need"})
        if (tokens.drop_if({"i", wish, "to", "know"})) return;
    tokens.drop_if({"i", "would", "like", "to", "know"});
}

/// "Tell me the": but "show me 5 BTC" and "give me 5 BTC" are not the same wish.
void drop_request(Tokens& tokens)
{
    if (tokens.size() == 0 || !lexicon::only_asks(tokens.at(0).text) || !tokens.is(1, "me")) return;
    for (const char* beginning : {"the", "a", "an", "what", "which"})
        if (tokens.is(2, beginning)) return tokens.drop(2);
}

Form form_of(const Tokens& tokens, bool has_question_mark)
{
    if (tokens.size() > 0 && lexicon::asks_openly(tokens.at(0).text)) return Form::open;
    if (tokens.size() > 0 && lexicon::asks_yes_no(tokens.at(0).text)) {
        // "Do not sell" and "Do it" are orders; "Do I sell" is none.
        const bool is_order = tokens.is(0, "do") && !has_question_mark;
        return is_order ? Form::statement : Form::yes_no;
    }
    return has_question_mark ? Form::asked : Form::statement;
}

bool is_empty_word(const Tokens& tokens, std::size_t i)
{
    if (tokens.at(i).kind != TokenKind::word || !lexicon::is_filler(tokens.at(i).text)) return false;
    // "Few sell" and "a few sell" are two answers.
    return !(tokens.is(i, "a") && (tokens.is(i + 1, "few") || tokens.is(i + 1, "little")));
}

}  // namespace

Meaning meaning_of(std::string_view text)
{
    const std::string plain = with_plain_apostrophes(text);
    std::vector<Token> read = Reader{plain}.read();
    const std::size_t last = plain.find_last_not_of(" \t\r\n\"')");
    const bool has_question_mark = last != std::string::npos && plain[last] == '?';
    while (!read.empty() && read.back().kind == TokenKind::pause) read.pop_back();

    Tokens tokens{read};
    drop_courtesies(tokens);
    Meaning meaning{.form = form_of(tokens, has_question_mark)};
    drop_request(tokens);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (is_empty_word(tokens, i)) continue;
        if (tokens.at(i).kind == TokenKind::pause && meaning.tokens.empty()) continue;
        meaning.tokens.push_back(tokens.at(i));
    }
    while (!meaning.tokens.empty() && meaning.tokens.back().kind == TokenKind::pause) meaning.tokens.pop_back();
    return meaning;
}

}  // namespace swarmdesk::llm::cache
