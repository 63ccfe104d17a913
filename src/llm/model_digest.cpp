#include "llm/model_digest.hpp"

#include "llm/providers/json_access.hpp"
#include "llm/providers/request_parts.hpp"

namespace swarmdesk::llm {

namespace asio = boost::asio;

namespace {

constexpr std::size_t tags_bytes_max = 4 * 1024 * 1024;
constexpr std::size_t digest_size_max = 128;

std::string with_tag(std::string_view model)
{
    const auto name = model.substr(model.rfind('/') + 1);  // what stands before may hold a port
    return std::string{model} + (name.find(':') == name.npos ? ":latest" : "");
}

}  // namespace

ModelDigest::ModelDigest(asio::any_io_executor executor, runtime::Clock& clock, net::HttpClient& client, Place place)
    : clock_(clock), client_(client), place_(std::move(place)), scope_(std::move(executor), {})
{}

bool ModelDigest::refresh()
{
    const MonotonicTime now = clock_.now().monotonic;
    if (due_ && now < *due_) return false;
    due_ = now + interval;
    scope_.spawn(read(), "model digest");
    return true;
}

asio::awaitable<void> ModelDigest::read()
{
    net::ClientRequest request;
    request.url = providers::joined_url(place_.api_base, "/api/tags");
    request.response_bytes_max = tags_bytes_max;
    if (!providers::add_key(request.headers, "Authorization", "Bearer ", place_.api_key)) co_return;
    auto asking = client_.request(std::move(request));
    const auto answer = co_await std::move(asking);
    value_ = answer && answer->status == 200 ? digest_in(answer->body, place_.model) : std::string{};
    read_at_ = clock_.now().monotonic;
}

std::string_view ModelDigest::value() const
{
    // Between two calls far apart nobody reads it, and the weights may have changed.
    return clock_.now().monotonic - read_at_ <= interval ? std::string_view{value_} : std::string_view{};
}

asio::awaitable<void> ModelDigest::stop() { return scope_.stop(); }

std::string digest_in(std::string_view tags, std::string_view model)
{
    const auto body = providers::parse_json(tags);
    const auto* models = body && body->is_object() ? providers::array_in(body->get_object(), "models") : nullptr;
    if (models == nullptr) return {};
    for (const auto& one : *models) {
        if (!one.is_object()) continue;
        const auto name = providers::text_in(one.get_object(), "model");
        const auto digest = providers::text_in(one.get_object(), "digest");
        if (name && digest && with_tag(*name) == with_tag(model) && digest->size() <= digest_size_max)
            return std::string{*digest};
    }
    return {};
}

}  // namespace swarmdesk::llm
