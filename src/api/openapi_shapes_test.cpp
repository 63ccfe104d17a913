#include <yaml-cpp/yaml.h>

#include "api/api.hpp"
#include "api/testing.hpp"

/// \file
/// What the desk really answers, held against the schemas of docs/openapi.yaml: no field too many, none missing.
namespace swarmdesk::api::testing {
namespace {

class Shapes {
public:
    /// Objections to `value` under the schema, with where they are.
    std::vector<std::string> check(const json::value& value, const YAML::Node& schema,
                                   const std::string& where = "") const
    {
        std::vector<std::string> objections;
        std::map<std::string, YAML::Node> properties;
        std::set<std::string> required;
        std::optional<YAML::Node> items;
        std::string type;
        bool is_open = false;
        gather(schema, properties, required, items, type, is_open);
        if (type == "string" && !value.is_string()) objections.push_back(where + " is no string");
        if (type == "boolean" && !value.is_bool()) objections.push_back(where + " is no boolean");
        if (type == "integer" && !value.is_int64() && !value.is_uint64())
            objections.push_back(where + " is no integer");
        if (const auto* array = value.if_array(); array && items)
            for (const json::value& item : *array) append(objections, check(item, *items, where + "[]"));
        if (const auto* object = value.if_object(); object && (!properties.empty() || !required.empty())) {
            for (const auto& field : *object) {
                const std::string name{field.key().data(), field.key().size()};
                const auto property = properties.find(name);
                if (property != properties.end())
                    append(objections, check(field.value(), property->second, where + "/" + name));
                else if (!is_open)
                    objections.push_back(where + "/" + name + " is not described");
            }
            for (const std::string& name : required)
                if (!object->contains(name)) objections.push_back(where + "/" + name + " is missing");
        }
        return objections;
    }
    YAML::Node answer_schema(const std::string& path, const std::string& method, const std::string& status) const
    {
        const YAML::Node response = resolve(document_["paths"][path][method]["responses"][status]);
        const YAML::Node content = response["content"];
        const auto type = content["application/json"] ? "application/json" : "application/problem+json";
        return content[type]["schema"];
    }

private:
    static void append(std::vector<std::string>& to, const std::vector<std::string>& from)
    {
        to.insert(to.end(), from.begin(), from.end());
    }
    YAML::Node resolve(const YAML::Node& node) const
    {
        if (!node["$ref"]) return node;
        std::string path = node["$ref"].as<std::string>().substr(2);
        YAML::Node at = document_;
        while (!path.empty()) {
            const auto end = std::min(path.find('/'), path.size());
            at.reset(std::as_const(at)[path.substr(0, end)]);
            path.erase(0, end + 1);
        }
        return at;
    }
    void gather(const YAML::Node& node, std::map<std::string, YAML::Node>& properties, std::set<std::string>& required,
                std::optional<YAML::Node>& items, std::string& type, bool& is_open) const
    {
        const YAML::Node schema = resolve(node);
        if (schema["allOf"])
            for (const auto& part : schema["allOf"]) gather(part, properties, required, items, type, is_open);
        if (schema["type"]) type = schema["type"].as<std::string>();
        if (schema["additionalProperties"] && schema["additionalProperties"].IsMap()) is_open = true;
        if (schema["items"]) items.emplace(schema["items"]);
        for (const auto& property : schema["properties"])
            properties.emplace(property.first.as<std::string>(), property.second);
        for (const auto& name : schema["required"]) required.insert(name.as<std::string>());
    }

    const YAML::Node document_ = YAML::Load(std::string{openapi_document()});
};

TEST(OpenApiShapes, AnswersAreAsDescribed)
{
    TestDesk desk;
    const Shapes shapes;
    const auto expect = [&](const Answer& answer, const std::string& path, const std::string& method,
                            const std::string& status) {
        SCOPED_TRACE(method + " " + path + ": " + answer.text);
        EXPECT_EQ(std::to_string(answer.status), status);
        EXPECT_THAT(shapes.check(answer.body, shapes.answer_schema(path, method, status)), ::testing::IsEmpty());
    };

    expect(desk.post("/users", R"({"name":"alice","role":"trader","account":"alice"})"), "/users", "post", "201");
    const std::string resting = TestDesk::new_id();
    expect(desk.post("/intents", TestDesk::intent(resting, "0.001", R"(,"limit_price":"90000")", "paper", "LIMIT")),
           "/intents", "post", "202");
    const std::string filled = TestDesk::new_id();
    expect(desk.post("/intents", TestDesk::intent(filled, "0.005")), "/intents", "post", "202");
    expect(desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.2")), "/intents", "post", "422");
    const Answer parked = desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.02"));
    expect(parked, "/intents", "post", "202");
    desk.settle();
    SignalStatus signal;
    signal.signal.id = trading::SignalId::parse(TestDesk::new_id()).value();
    signal.signal.agent = trading::AgentId{"buy_bot"};
    signal.signal.instrument = btc;
    signal.fate = "expired";
    signal.words = "too late";
    desk.swarm().signals_ = {signal};
    desk.swarm().alerts_ = {{.id = "1", .severity = "info", .source = "monitor", .words = "x", .instrument = btc}};

    Analysis judged{.number = 2, .instrument = btc, .timeframe = "1h", .purpose = "comment", .kind = "fresh"};
    judged.asked_by = trading::AgentId{"monitor"};
    judged.stance = "bullish";
    judged.confidence_percent = 72;
    judged.tier = 1;
    judged.provider = "ollama";
    judged.model = "qwen3:8b";
    judged.is_local = true;
    judged.cost_usd = Decimal{};
    Analysis made_of_facts{.number = 1, .instrument = btc, .timeframe = "1h", .purpose = "comment"};
    made_of_facts.asked_by = trading::AgentId{"monitor"};
    made_of_facts.kind = "degraded";
    made_of_facts.reason = "all_tiers_failed";
    desk.swarm().analyses_ = {judged, made_of_facts};
    Models& models = desk.swarm().models_;
    models.state = "silent";
    models.words = "no connection";
    models.last_held_back = "BTCUSDT: ema_cross wants to buy";
    models.last_held_back_time = UtcTime{};
    models.tiers = {{1, "ollama", "qwen3:8b", true, "failing", "unreachable"}};
    models.spent_usd = "0.01"_dec;
    models.budget_usd = "1"_dec;
    models.spending = {{{trading::AgentId{"monitor"}, "0.01"_dec, "1"_dec}}};

    for (const char* path : {"/intents", "/orders",  "/fills",  "/positions", "/portfolio", "/rails",  "/approvals",
                             "/agents",  "/signals", "/alerts", "/analyses",  "/models",    "/market", "/ledger",
                             "/users",   "/tokens",  "/me",     "/status",    "/healthz",   "/readyz"})
        expect(desk.get(path), path, "get", "200");
    expect(desk.get("/intents/" + filled), "/intents/{id}", "get", "200");
    expect(desk.get("/market/BTCUSDT/candles"), "/market/{instrument}/candles", "get", "200");
    expect(desk.post("/market/BTCUSDT/quote", R"({"bid":"99999","ask":"100000"})"), "/market/{instrument}/quote",
           "post", "200");
    expect(desk.post("/intents/" + resting + "/cancel", ""), "/intents/{id}/cancel", "post", "202");
    expect(desk.post("/approvals/" + parked.string("approval_id") + "/approve", ""), "/approvals/{id}/approve", "post",
           "200");
    expect(desk.post("/desk/halt", R"({"reason":"x"})"), "/desk/halt", "post", "200");
    expect(desk.post("/accounts/paper/halt", R"({"reason":"x"})"), "/accounts/{id}/halt", "post", "200");

    const Answer made = desk.post("/tokens", R"({"name":"program","expires_in_s":60})");
    expect(made, "/tokens", "post", "201");
    const Answer rotated = desk.post("/tokens/" + made.string("id") + "/rotate", R"({"grace_s":1})");
    expect(rotated, "/tokens/{id}/rotate", "post", "201");
    expect(desk.post("/tokens/" + rotated.string("id") + "/revoke", ""), "/tokens/{id}/revoke", "post", "200");
    const Answer link = desk.post("/sign-in-links", "");
    expect(link, "/sign-in-links", "post", "201");
    const std::string secret = link.string("url").substr(link.string("url").find('=') + 1);
    expect(desk.post("/session", R"({"link":")" + secret + R"(","name":"Firefox"})", ""), "/session", "post", "201");
    expect(desk.post("/users/alice/disable", ""), "/users/{id}/disable", "post", "200");
    expect(desk.post("/users/alice/enable", ""), "/users/{id}/enable", "post", "200");

    const Answer problem = desk.post("/intents", "{}");
    EXPECT_THAT(shapes.check(problem.body, shapes.answer_schema("/intents", "post", "default")), ::testing::IsEmpty());
}

}  // namespace
}  // namespace swarmdesk::api::testing
