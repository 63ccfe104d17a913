#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/decimal.hpp"
#include "llm/router.hpp"

namespace swarmdesk::llm {

/// What a question was compared by: a vector somebody made of it, at the caller's cost.
struct Embedding {
    std::string deployment;  ///< none where nobody made it
    std::uint64_t tokens = 0;
    Decimal cost;  ///< USD
    nanoseconds took{};
    std::string outcome;  ///< "answered", or the failure's word
};

/// One call from its door to its end: enough to say later why that answer, from where, for how much, and to ask the
/// same again. Of the text it keeps the hash, and the text itself only where the log is told to.
struct DecisionRecord {
    std::string call_id;
    UtcTime time;
    std::string key;  ///< the caller's name, never the key
    std::string tenant;
    std::string team;  ///< empty: none
    std::string agent;
    std::string prompt_version;
    std::string data_version;
    std::string asked_model;
    std::string body_hash;           ///< SHA-256 of the canonical body; empty where it has none
    boost::json::object parameters;  ///< the body without its texts
    std::string body;                ///< JSON; only where the log keeps bodies
    std::uint32_t priority = 0;
    bool is_streamed = false;
    std::string cache = "off";  ///< off, miss, hit, semantic, coalesced, stale
    Provenance provenance;
    Usage usage;
    std::optional<Embedding> embedding;  ///< where the question was compared by its meaning
    Decimal cost;                        ///< USD; the embedding's included
    nanoseconds overhead{};              ///< until the first attempt began: our own part of the wait
    nanoseconds total{};
    std::string outcome;  ///< "answered", "degraded", or the code of what went wrong
};

/// As a JSON object on one line, at the end of `out`.
void append_json(std::string& out, const DecisionRecord& record);

/// A file of decision records, one JSON object a line, readable by its owner only. Written in pieces of 64 KiB, and
/// whenever `flush` is called: a crash loses the last moment's. At `bytes_max` the file is moved to FILE.1, in place of
/// the one before. What cannot be written is counted, and stops nothing.
class DecisionLog {
public:
    struct Settings {
        std::filesystem::path file;  ///< empty: no file
        std::uint64_t bytes_max = 256ull * 1024 * 1024;
        bool keeps_bodies = false;  ///< what was asked too, in clear, so that it can be asked again
    };
    static Result<std::unique_ptr<DecisionLog>> open(Settings settings);
    DecisionLog(const DecisionLog&) = delete;
    DecisionLog& operator=(const DecisionLog&) = delete;
    ~DecisionLog();

    void write(const DecisionRecord& record);
    void flush();
    bool keeps_bodies() const { return settings_.keeps_bodies; }
    std::uint64_t lost() const { return lost_; }

private:
    explicit DecisionLog(Settings settings) : settings_(std::move(settings)) {}
    Result<void> open_file();
    void rotate();

    Settings settings_;
    int file_ = -1;
    std::uint64_t bytes_ = 0;
    std::uint64_t lost_ = 0;
    std::string pending_;
};

}  // namespace swarmdesk::llm
