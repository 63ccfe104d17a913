#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "api/api.hpp"

/// \file
/// docs/openapi.yaml held against the route table, both ways.
namespace swarmdesk::api {
namespace {

std::set<std::string> parameters_of(std::string_view pattern)
{
    std::set<std::string> names;
    for (auto at = pattern.find('{'); at != std::string_view::npos; at = pattern.find('{', at + 1))
        names.emplace(pattern.substr(at + 1, pattern.find('}', at) - at - 1));
    return names;
}

class OpenApiTest : public ::testing::Test {
protected:
    /// What a `$ref` stands for.
    YAML::Node resolve(const YAML::Node& node) const
    {
        if (!node["$ref"]) return node;
        YAML::Node at = document;
        std::string path = node["$ref"].as<std::string>().substr(2);
        while (!path.empty()) {
            const auto end = std::min(path.find('/'), path.size());
            at.reset(std::as_const(at)[path.substr(0, end)]);
            path.erase(0, end + 1);
        }
        EXPECT_TRUE(at.IsDefined()) << node["$ref"].as<std::string>();
        return at;
    }
    void check_references(const YAML::Node& node) const
    {
        if (node.IsMap()) {
            if (node["$ref"]) resolve(node);
            for (const auto& entry : node) check_references(entry.second);
        } else if (node.IsSequence()) {
            for (const auto& item : node) check_references(item);
        }
    }

    const YAML::Node document = YAML::Load(std::string{openapi_document()});
};

TEST_F(OpenApiTest, DescribesEveryRouteAndNoOther)
{
    std::set<std::string> described;
    for (const auto& path : document["paths"])
        for (const auto& operation : path.second) {
            std::string method = operation.first.as<std::string>();
            std::ranges::transform(method, method.begin(), [](char c) { return static_cast<char>(c - 32); });
            described.insert(method + " " + path.first.as<std::string>());
        }
    std::set<std::string> served;
    for (const Route& route : routes())
        served.insert(std::string{to_text(route.method)} + " " + std::string{route.pattern});
    EXPECT_EQ(described, served);
    EXPECT_EQ(served.size(), routes().size()) << "a route is in the table twice";
    EXPECT_EQ(document["servers"][0]["url"].as<std::string>(), api_root);
}

TEST_F(OpenApiTest, EachOperationSaysWhatItTakesGivesAndWhoMay)
{
    std::set<std::string> names;
    for (const Route& route : routes()) {
        SCOPED_TRACE(route.pattern);
        const YAML::Node operation =
            document["paths"][std::string{route.pattern}][route.method == net::Method::get ? "get" : "post"];
        ASSERT_TRUE(operation.IsDefined());
        EXPECT_TRUE(operation["summary"]);
        EXPECT_TRUE(names.insert(operation["operationId"].as<std::string>()).second);
        EXPECT_TRUE(operation["responses"]["default"]);
        const bool is_open = operation["security"] && operation["security"].size() == 0;
        EXPECT_EQ(is_open, route.access == Access::anyone && route.pattern != "/stream");
        EXPECT_EQ(operation["requestBody"].IsDefined(), route.method == net::Method::post);
        std::set<std::string> in_path;
        for (const auto& reference : operation["parameters"]) {
            const YAML::Node parameter = resolve(reference);
            if (parameter["in"].as<std::string>() == "path") in_path.insert(parameter["name"].as<std::string>());
        }
        EXPECT_EQ(in_path, parameters_of(route.pattern));
    }
}

TEST_F(OpenApiTest, EveryReferenceLeadsSomewhere) { check_references(document); }

}  // namespace
}  // namespace swarmdesk::api
