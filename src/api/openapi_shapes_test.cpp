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

class ShapesTest : public ::testing::Test {
protected:
    /// The answer is the one that is described for this route and status.
    void expect(const Answer& answer, const std::string& path, const std::string& method, const std::string& status)
    {
        SCOPED_TRACE(method + " " + path + ": " + answer.text);
        EXPECT_EQ(std::to_string(answer.status), status);
        EXPECT_THAT(shapes.check(answer.body, shapes.answer_schema(path, method, status)), ::testing::IsEmpty());
        if (answer.status < 300) covered.insert(method + " " + path);
    }
    Answer intent(const std::string& quantity, const std::string& more = {}, const std::string& type = "MARKET")
    {
        return desk.post("/intents", TestDesk::intent(TestDesk::new_id(), quantity, more, "paper", type));
    }
    void fill_the_swarm()
    {
        trading::Signal signal;
        signal.id = trading::SignalId::parse(TestDesk::new_id()).value();
        signal.agent = trading::AgentId{"buy_bot"};
        signal.account = paper;
        signal.user = trading::UserId{"operator"};
        signal.instrument = btc;
        signal.decision = "d-1";
        desk.desk().raise(signal);
        desk.swarm().outcomes_ = {{signal.id, "expired", "too late"}};
        trading::execution::AlertRaised alert{"info", "gate", "X", "x", paper, btc, {}};
        alert.about = trading::IntentId::parse(TestDesk::new_id()).value();
        desk.desk().alert(alert);
        desk.swarm().agents_[0].account = paper;
        StrategySeries series;
        series.agent = signal.agent;
        series.account = paper;
        series.strategy = trading::StrategyId{"ema_cross"};
        series.instrument = btc;
        series.names = {"fast"};
        series.points = {{UtcTime{}, {"1"_dec}}};
        series.shortage = {8, 200, std::chrono::hours{4}, UtcTime{}, "sees 8 of 200 candles"};
        desk.swarm().series_ = {series};
        desk.desk().record(
            trading::execution::PricesMarked{{{btc, trading::Price{"99999.99"_dec}, trading::Price{"100000"_dec}}}});

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
        models.message = "no connection";
        models.last_held_back = "BTCUSDT: ema_cross wants to buy";
        models.last_held_back_time = UtcTime{};
        models.tiers = {{1, "ollama", "qwen3:8b", true, "failing", "unreachable"}};
        models.spent_usd = "0.01"_dec;
        models.budget_usd = "1"_dec;
        models.spending = {{{trading::AgentId{"monitor"}, "0.01"_dec, "1"_dec}}};
    }

    void expect_notifications()
    {
        expect(desk.get("/notifications/push-key"), "/notifications/push-key", "get", "200");
        const Answer made = desk.post("/notifications/push-subscriptions", push_subscription);
        expect(made, "/notifications/push-subscriptions", "post", "201");
        expect(desk.get("/notifications/settings"), "/notifications/settings", "get", "200");
        expect(desk.post("/notifications/settings", R"({"hides_amounts":false})"), "/notifications/settings", "post",
               "200");
        expect(desk.post("/notifications/test", ""), "/notifications/test", "post", "202");
        desk.until([this] { return !desk.notifier().sent("operator").empty(); });
        const Answer sent = desk.get("/notifications");
        expect(sent, "/notifications", "get", "200");
        EXPECT_FALSE(sent.items().empty());
        expect(desk.post("/notifications/push-subscriptions/" + made.string("id") + "/remove", ""),
               "/notifications/push-subscriptions/{id}/remove", "post", "200");
    }

    TestDesk desk;
    const Shapes shapes;
    std::set<std::string> covered;
};

TEST_F(ShapesTest, EveryAnswerIsAsDescribed)
{
    expect(desk.post("/users", R"({"name":"alice","role":"trader","account":"alice"})"), "/users", "post", "201");
    const Answer resting = intent("0.001", R"(,"limit_price":"90000")", "LIMIT");
    expect(resting, "/intents", "post", "202");
    const Answer filled = intent("0.005");
    expect(filled, "/intents", "post", "202");
    expect(desk.post("/protection",
                     R"({"account":"paper","instrument":"BTCUSDT","stop_price":"90000","take_profit_price":"110000"})"),
           "/protection", "post", "200");
    desk.quote(trading::Price{"90000"_dec}, trading::Price{"90000.01"_dec});
    std::string closing = TestDesk::intent(TestDesk::new_id(), "0.005");
    closing.replace(closing.find("BUY"), 3, "SELL");
    expect(desk.post("/intents", closing), "/intents", "post", "202");
    expect(intent("0.2"), "/intents", "post", "422");
    const auto waiting = [&] { return intent("0.02").string("approval_id"); };
    const std::string first = waiting();
    fill_the_swarm();
    desk.settle();

    for (const char* path :
         {"/profit", "/equity", "/series", "/intents",   "/orders", "/fills",    "/trades", "/positions", "/portfolio",
          "/rails",  "/limits", "/agents", "/signals",   "/alerts", "/analyses", "/models", "/market",    "/ledger",
          "/users",  "/tokens", "/me",     "/approvals", "/status", "/healthz",  "/readyz"}) {
        const Answer answer = desk.get(path);
        expect(answer, path, "get", "200");
        const auto* items = answer.body.as_object().if_contains("items");
        EXPECT_TRUE(items == nullptr || !items->as_array().empty()) << path << " shows nothing to check";
    }
    const std::string fill = std::to_string(desk.get("/fills").items()[0].at("seq").as_int64());
    expect(desk.get("/fills/" + fill + "/trace"), "/fills/{id}/trace", "get", "200");
    expect(desk.get("/intents/" + filled.string("intent_id")), "/intents/{id}", "get", "200");
    expect(desk.get("/market/BTCUSDT/candles"), "/market/{instrument}/candles", "get", "200");
    expect(desk.post("/market/BTCUSDT/quote", R"({"bid":"99999","ask":"100000"})"), "/market/{instrument}/quote",
           "post", "200");
    intent("0.003");
    expect(desk.post("/close", R"({"everything":true,"preview":true})"), "/close", "post", "200");
    const Answer close = desk.post("/close", R"({"everything":true,"close_id":")" + TestDesk::new_id() + "\"}");
    expect(close, "/close", "post", "202");
    EXPECT_THAT(close.body.at("intents").as_array(), ::testing::SizeIs(1));
    for (const char* quantity : {"0.001", "0.2"})
        expect(desk.post("/intents/preview", TestDesk::intent(TestDesk::new_id(), quantity)), "/intents/preview",
               "post", "200");
    expect(desk.post("/intents/" + resting.string("intent_id") + "/cancel", ""), "/intents/{id}/cancel", "post", "202");
    expect(desk.post("/approvals/" + first + "/approve", ""), "/approvals/{id}/approve", "post", "200");
    expect(desk.post("/approvals/" + waiting() + "/decline", ""), "/approvals/{id}/decline", "post", "200");
    expect(desk.post("/approvals/" + waiting() + "/modify",
                     R"({"intent_id":")" + TestDesk::new_id() + R"(","quantity":"0.011"})"),
           "/approvals/{id}/modify", "post", "202");
    desk.desk().is_silent = true;
    const std::string unknown = "/intents/" + intent("0.0001").string("intent_id") + "/settle";
    desk.desk().has_four_eyes = true;
    expect(desk.post(unknown, R"({"filled":"0","evidence":"x"})"), "/intents/{id}/settle", "post", "202");
    expect(desk.post("/accounts/paper/adjust", R"({"asset":"USDT","amount":"1","evidence":"x"})"),
           "/accounts/{id}/adjust", "post", "202");
    using trading::execution::ReconcileFinished;
    desk.desk().record(ReconcileFinished{paper, {{"USDT", "1", "2"}}, "c"}, paper);
    desk.settle();
    const Answer books = desk.get("/accounts/paper/reconciliation");
    expect(books, "/accounts/{id}/reconciliation", "get", "200");
    for (const char* list : {"differences", "adjustments", "settlements", "unknown"})
        EXPECT_THAT(books.body.at(list).as_array(), ::testing::SizeIs(1)) << list;
    desk.desk().has_four_eyes = false;
    expect(desk.post(unknown, R"({"filled":"0","evidence":"x"})"), "/intents/{id}/settle", "post", "200");
    for (const char* switched : {"halt", "reduce", "resume"}) {
        const std::string path = std::string{"/desk/"} + switched;
        expect(desk.post(path, R"({"reason":"x"})"), path, "post", "200");
    }
    for (const char* switched : {"halt", "resume", "rearm"}) {
        const std::string change = std::string{"/"} + switched;
        expect(desk.post("/accounts/paper" + change, R"({"reason":"x"})"), "/accounts/{id}" + change, "post", "200");
    }
    StrategyDryRun tried;
    tried.differences.push_back({UtcTime{}, "BTCUSDT", "", "BUY: it rises"});
    tried.before.return_percent = Decimal::from_integer(1);
    tried.held = {"1 BTCUSDT on paper keeps its stop at 9"};
    desk.strategies().change_.dry_run = tried;
    expect(desk.get("/strategies"), "/strategies", "get", "200");
    const std::string mine = "/strategies/online_trading/mine";
    expect(desk.post(mine + "/preview", ""), "/strategies/{agent}/{name}/preview", "post", "200");
    expect(desk.post(mine + "/apply", R"({"revision":"2222222222222222"})"), "/strategies/{agent}/{name}/apply", "post",
           "200");
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
    expect_notifications();
    expect(desk.post("/rearm", R"({"level":"desk"})"), "/rearm", "post", "200");
    expect(desk.post("/limits", R"({"name":"position_max","value":"5000","reason":"x"})"), "/limits", "post", "200");
    const Answer problem = desk.post("/intents", "{}");
    EXPECT_THAT(shapes.check(problem.body, shapes.answer_schema("/intents", "post", "default")), ::testing::IsEmpty());

    for (const Route& route : routes()) {
        const std::set<std::string_view> not_json{"/stream", "/openapi.yaml", "/metrics", "/reports/{day}"};
        if (not_json.contains(route.pattern)) continue;
        const std::string method = route.method == net::Method::get ? "get " : "post ";
        EXPECT_TRUE(covered.contains(method + std::string{route.pattern})) << method << route.pattern;
    }
}

}  // namespace
}  // namespace swarmdesk::api::testing
