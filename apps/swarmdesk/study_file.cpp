#include "study_file.hpp"

#include <sys/file.h>
#include <sys/stat.h>
#include <boost/json.hpp>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/strict_json.hpp"

namespace swarmdesk::app {

using trading::optimize::Outcome;

namespace {

constexpr std::size_t line_max = 4 * 1024 * 1024;
constexpr off_t file_max = off_t{2} * 1024 * 1024 * 1024;

struct Figure {
    const char* name;
    std::optional<Decimal> Outcome::*member;
};
constexpr Figure figures[] = {{"return_percent", &Outcome::return_percent},
                              {"sharpe", &Outcome::sharpe},
                              {"sortino", &Outcome::sortino},
                              {"calmar", &Outcome::calmar},
                              {"profit_factor", &Outcome::profit_factor},
                              {"drawdown_percent", &Outcome::drawdown_percent}};

Decimal number(const boost::json::value& value) { return Decimal::parse(value.as_string()).value(); }

boost::json::object to_line(std::uint64_t choice, UtcTime begin, UtcTime end, const Outcome& outcome)
{
    boost::json::object line{{"choice", choice}, {"begin_ns", begin.ns}, {"end_ns", end.ns}};
    for (const Figure& figure : figures)
        if (outcome.*figure.member) line[figure.name] = (outcome.*figure.member)->to_string();
    line["trades"] = outcome.trades;
    line["fees_usd"] = outcome.fees_usd.to_string();
    boost::json::array days;
    for (const Decimal day : outcome.days) days.push_back(boost::json::string(day.to_string()));
    line["days"] = std::move(days);
    return line;
}

}  // namespace

Result<std::unique_ptr<StudyFile>> StudyFile::open(const std::filesystem::path& folder, const std::string& fingerprint)
{
    const auto path = folder / "study.jsonl";
    const auto failure = [&](const std::string& what) {
        return Error{Errc::io, path.string() + " cannot be " + what + ": " + std::strerror(errno)};
    };
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return Error{Errc::io, folder.string() + " cannot be made: " + error.message()};
    auto opened = std::make_unique<StudyFile>();
    // Opened once, held for as long as the study runs, and read through the same file: what is no file of ours, or one
    // that another study works on, is seen before a byte of it is believed.
    opened->file_.reset(std::fopen(path.c_str(), "a+b"));
    if (!opened->file_) return failure("written");
    const int descriptor = fileno(opened->file_.get());
    struct stat about {};
    if (fstat(descriptor, &about) != 0) return failure("read");
    if (about.st_size > file_max) return Error{Errc::out_of_range, path.string() + " is too large for a study"};
    if (!S_ISREG(about.st_mode)) return Error{Errc::malformed, path.string() + " is no file"};
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        return Error{Errc::conflict, "another search is at work in " + folder.string()};
    std::uintmax_t whole = 0;  // bytes up to the end of the last whole line
    std::size_t number_of_line = 0;
    if (std::ifstream in{path, std::ios::binary}; in) {
        std::vector<char> line_of(line_max + 1);
        for (;;) {
            in.getline(line_of.data(), static_cast<std::streamsize>(line_of.size()));
            if (in.eof()) break;  // also a line without its end
            const std::string text(line_of.data(), in ? static_cast<std::size_t>(in.gcount()) - 1 : 0);
            ++number_of_line;
            const auto wrong = [&] {
                return Error{Errc::conflict, path.string() + ":" + std::to_string(number_of_line) +
                                                 ": not a line of a study; name another folder with --out"};
            };
            if (!in) return wrong();
            whole += text.size() + 1;
            try {
                const boost::json::value value = parse_json(text, {line_max, 4}).value();
                const boost::json::object& line = value.as_object();
                if (number_of_line == 1) {
                    if (line.at("study").as_string() != fingerprint)
                        return Error{Errc::conflict, folder.string() +
                                                         " holds another study (other data, strategy, parameters or "
                                                         "settings); name another folder with --out"};
                    continue;
                }
                Outcome outcome;
                for (const Figure& figure : figures)
                    if (const auto* found = line.if_contains(figure.name)) outcome.*figure.member = number(*found);
                outcome.trades = line.at("trades").to_number<std::uint64_t>();
                outcome.fees_usd = number(line.at("fees_usd"));
                for (const boost::json::value& day : line.at("days").as_array()) outcome.days.push_back(number(day));
                opened->outcomes_[{line.at("choice").to_number<std::uint64_t>(),
                                   UtcTime{line.at("begin_ns").to_number<std::int64_t>()},
                                   UtcTime{line.at("end_ns").to_number<std::int64_t>()}}] = std::move(outcome);
            } catch (const std::exception&) {
                return wrong();
            }
        }
    }
    if (std::filesystem::exists(path, error)) {
        std::filesystem::resize_file(path, whole, error);
        if (error) return Error{Errc::io, path.string() + " cannot be written: " + error.message()};
    }
    if (whole == 0) {
        const std::string first = boost::json::serialize(boost::json::object{{"study", fingerprint}}) + '\n';
        if (std::fwrite(first.data(), 1, first.size(), opened->file_.get()) != first.size() ||
            std::fflush(opened->file_.get()) != 0)
            return failure("written");
    }
    return opened;
}

std::optional<Outcome> StudyFile::find(std::uint64_t choice, UtcTime begin, UtcTime end) const
{
    const auto found = outcomes_.find({choice, begin, end});
    return found == outcomes_.end() ? std::nullopt : std::optional{found->second};
}

Result<void> StudyFile::keep(std::uint64_t choice, UtcTime begin, UtcTime end, const Outcome& outcome)
{
    const std::string text = boost::json::serialize(to_line(choice, begin, end, outcome)) + '\n';
    if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size() || std::fflush(file_.get()) != 0)
        return Error{Errc::io, std::string{"the study's file cannot be written: "} + std::strerror(errno)};
    outcomes_[{choice, begin, end}] = outcome;
    return {};
}

}  // namespace swarmdesk::app
