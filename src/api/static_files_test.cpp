#include "api/static_files.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "storage/temporary_folder.hpp"

namespace swarmdesk::api {
namespace {

net::Request ask(std::string path, std::string known = {})
{
    net::Request request;
    request.path = std::move(path);
    if (!known.empty()) request.headers.add("If-None-Match", known);
    return request;
}

class StaticFilesTest : public ::testing::Test {
protected:
    StaticFilesTest()
    {
        write("index.html", "<html>");
        write("favicon.svg", "<svg>");
        write("assets/index-3f2a.js", "code");
        write("assets/style-9b1c.css", "css");
        std::filesystem::create_directory(folder.path() / "outside");
        std::ofstream{folder.path() / "secret.txt"} << "secret";
        std::filesystem::create_symlink(folder.path() / "secret.txt", web() / "link.txt");
    }
    std::filesystem::path web() const { return folder.path() / "web"; }
    void write(const std::string& name, const std::string& text)
    {
        std::filesystem::create_directories((web() / name).parent_path());
        std::ofstream{web() / name} << text;
    }
    storage::TemporaryFolder folder;
};

TEST_F(StaticFilesTest, ServesEachFileWithItsTypeAndCaching)
{
    const auto files = StaticFiles::load(web()).value();
    struct Case {
        const char* path;
        const char* body;
        const char* type;
        bool is_immutable;
    };
    for (const Case& c : {Case{"/index.html", "<html>", "text/html; charset=utf-8", false},
                          Case{"/", "<html>", "text/html; charset=utf-8", false},
                          Case{"/positions", "<html>", "text/html; charset=utf-8", false},
                          Case{"/markets/BRK.B", "<html>", "text/html; charset=utf-8", false},
                          Case{"/favicon.svg", "<svg>", "image/svg+xml", false},
                          Case{"/assets/index-3f2a.js", "code", "text/javascript; charset=utf-8", true},
                          Case{"/assets/style-9b1c.css", "css", "text/css; charset=utf-8", true}}) {
        SCOPED_TRACE(c.path);
        const auto response = files.serve(ask(c.path));
        ASSERT_TRUE(response);
        EXPECT_EQ(response->status, 200);
        EXPECT_EQ(*response->shared_body, c.body);
        EXPECT_EQ(response->content_type, c.type);
        EXPECT_EQ(response->headers.find("Cache-Control")->find("immutable") != std::string_view::npos, c.is_immutable);
    }
}

TEST_F(StaticFilesTest, AKnownTagSavesTheBody)
{
    const auto files = StaticFiles::load(web()).value();
    const std::string tag{files.serve(ask("/favicon.svg"))->headers.find("ETag").value()};
    const auto again = files.serve(ask("/favicon.svg", tag));
    EXPECT_EQ(again->status, 304);
    EXPECT_FALSE(again->shared_body);
    EXPECT_EQ(files.serve(ask("/favicon.svg", "\"other\""))->status, 200);
}

TEST_F(StaticFilesTest, NothingOutsideTheFolderExists)
{
    const auto files = StaticFiles::load(web()).value();
    for (const char* path : {"/../secret.txt", "/assets/../../secret.txt", "/link.txt", "/no.js", "/assets/no.css",
                             "//secret.txt", "/secret.txt", "/index.html/../../secret.txt"}) {
        SCOPED_TRACE(path);
        EXPECT_FALSE(files.serve(ask(path)));
    }
}

TEST(StaticFiles, WithoutAFolderAPageSaysSo)
{
    const auto files = StaticFiles::load({}).value();
    EXPECT_NE(files.serve(ask("/"))->shared_body->find("/api/v1"), std::string::npos);
    EXPECT_FALSE(StaticFiles::load("/nowhere/at/all"));
}

}  // namespace
}  // namespace swarmdesk::api
