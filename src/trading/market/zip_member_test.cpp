#include "trading/market/zip_member.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <array>
#include <fstream>
#include <iterator>

#include "trading/market/source_probe.hpp"
#include "trading/market/text_file.hpp"
#include "trading/market/zip_writer.hpp"

namespace swarmdesk::trading::market {
namespace {

using testing::HasSubstr;

/// All of a file's text, or its error.
Result<std::string> text_of(const std::filesystem::path& path,
                            std::uint64_t unpacked_max = TextFile::unpacked_bytes_max)
{
    auto file = TextFile::open(path, unpacked_max);
    if (!file) return file.error();
    std::string text;
    std::array<char, 1000> chunk;
    for (;;) {
        const auto size = file->read(chunk);
        if (!size) return size.error();
        if (*size == 0) return text;
        text.append(chunk.data(), *size);
    }
}

std::string error_of(const std::filesystem::path& path)
{
    const auto text = text_of(path);
    return text ? "" : text.error().detail;
}

std::string long_text()
{
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += std::to_string(i * 7) + ",1,2,3\n";
    return text;
}

class ZipMemberTest : public testing::Test {
protected:
    std::filesystem::path at(const std::string& name) const { return folder.path() / name; }
    static std::string bytes_of(const std::filesystem::path& path)
    {
        std::ifstream in{path, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    TemporaryFolder folder;
};

TEST_F(ZipMemberTest, GivesTheOneFileWhetherStoredOrDeflatedAndWhateverItsFoldersAre)
{
    for (const zip_int32_t method : {ZIP_CM_STORE, ZIP_CM_DEFLATE}) {
        SCOPED_TRACE(method);
        ASSERT_TRUE(write_zip(at("a.zip"), {{"data/", ""}, {"data/a.csv", long_text()}}, {.method = method}));
        EXPECT_EQ(text_of(at("a.zip")).value(), long_text());
        EXPECT_EQ(TextFile::open(at("a.zip"))->form(), "zip");
    }
}

TEST_F(ZipMemberTest, UnpacksUpToItsBoundAndNotOneByteMoreUnlessItIsPlain)
{
    const std::string text(3 << 20, 'x');
    ASSERT_TRUE(write_zip(at("a.zip"), {{"a.csv", text}}));
    const gzFile file = gzopen(at("a.csv.gz").c_str(), "wb");
    gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
    gzclose(file);
    for (const char* name : {"a.zip", "a.csv.gz"}) {
        SCOPED_TRACE(name);
        EXPECT_EQ(text_of(at(name), text.size()).value(), text);
        const auto more = text_of(at(name), text.size() - 1);
        ASSERT_FALSE(more);
        EXPECT_EQ(more.error().code, Errc::malformed);
        EXPECT_THAT(more.error().detail, HasSubstr("unpacks to more than 2 MB"));
        EXPECT_THAT(more.error().detail, HasSubstr("name the plain file"));
    }
    std::ofstream{at("a.csv")} << text;
    EXPECT_EQ(text_of(at("a.csv"), 1).value(), text);
}

TEST_F(ZipMemberTest, IsKnownByItsFirstBytesWhateverItIsCalled)
{
    ASSERT_TRUE(write_zip(at("a.csv"), {{"a.csv", "x"}}));
    EXPECT_EQ(text_of(at("a.csv")).value(), "x");
}

TEST_F(ZipMemberTest, RefusesAnArchiveOfNoFileOrOfSeveralAndSaysHowMany)
{
    ASSERT_TRUE(write_zip(at("two.zip"), {{"a.csv", "x"}, {"b.csv", "y"}}));
    EXPECT_THAT(error_of(at("two.zip")), HasSubstr("two.zip: holds 2 files where one is expected"));
    ASSERT_TRUE(write_zip(at("none.zip"), {{"data/", ""}}));
    EXPECT_THAT(error_of(at("none.zip")), HasSubstr("holds 0 files"));
    using namespace std::string_literals;
    EXPECT_THAT(error_of(folder.write("empty.zip", "PK\x05\x06"s + std::string(18, '\0'))), HasSubstr("holds 0 files"));
}

TEST_F(ZipMemberTest, RefusesWhatIsEncryptedOrCompressedInAWayOfItsOwn)
{
    ASSERT_TRUE(write_zip(at("secret.zip"), {{"a.csv", "x"}}, {.is_encrypted = true}));
    EXPECT_THAT(error_of(at("secret.zip")), HasSubstr("secret.zip: is encrypted: unpack it first"));
    if (write_zip(at("bzip.zip"), {{"a.csv", long_text()}}, {.method = ZIP_CM_BZIP2})) {
        EXPECT_THAT(error_of(at("bzip.zip")), HasSubstr("method 12"));
    }
}

TEST_F(ZipMemberTest, RefusesAnArchiveThatWasCutShortOrChangedAnywhereThatMatters)
{
    ASSERT_TRUE(write_zip(at("a.zip"), {{"a.csv", long_text()}}));
    const std::string whole = bytes_of(at("a.zip"));
    for (std::size_t size = 0; size < whole.size(); size += whole.size() / 50 + 1) {
        SCOPED_TRACE(size);
        EXPECT_NE(error_of(folder.write("cut.zip", whole.substr(0, size))), "");
    }
    EXPECT_NE(error_of(folder.write("cut.zip", whole.substr(0, whole.size() - 1))), "");
    for (std::size_t place = 0; place < whole.size(); place += whole.size() / 200 + 1) {
        SCOPED_TRACE(place);
        std::string changed = whole;
        changed[place] = static_cast<char>(changed[place] ^ 0x55);
        const auto text = text_of(folder.write("changed.zip", changed));
        EXPECT_TRUE(!text || *text == long_text()) << "what does no harm, as a time stamp, is none";
    }
    EXPECT_THAT(error_of(folder.write("csv.zip", "1,2,3\n")), HasSubstr("csv.zip: is no zip archive"));
}

}  // namespace
}  // namespace swarmdesk::trading::market
