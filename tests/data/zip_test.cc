// Zips: as archive_test.cc has it for tar.gz, with what only a zip can do wrong.
#include <gtest/gtest.h>

#include <algorithm>

#include "data/readers.h"
#include "data/test_files.h"

namespace taxon {
namespace {

using Strings = std::vector<std::string>;
using Kind = Member::Kind;

class ZipTest : public testing::Test {
 protected:
  Dataset read(const std::string& bytes) { return read_dataset(folder_.write("a.zip", bytes), {}); }
  std::string refusal(const std::string& bytes) {
    const std::string path = folder_.write("a.zip", bytes);
    const std::string message = error_of([&] { read_dataset(path, {}); });
    EXPECT_EQ(message.find('\n'), std::string::npos);
    EXPECT_TRUE(message.empty() || message.starts_with(path)) << message;
    return message;
  }
  std::string refusal_with(const Member& bad) {
    auto members = two_classes_;
    members.push_back(bad);
    return refusal(make_zip(members));
  }

  TempFolder folder_;
  const std::vector<Member> two_classes_ = {{Kind::kFolder, "spam/"},
                                            file("spam/2.txt", "buy"),
                                            file("ham/10.txt", "hello"),
                                            file("ham/1.txt", "hi")};
};

TEST_F(ZipTest, ReadsClassFoldersInByteOrder) {
  const Dataset data = read(make_zip(two_classes_));
  EXPECT_EQ(data.classes, (Strings{"ham", "spam"}));
  EXPECT_EQ(data.texts, (Strings{"hi", "hello", "buy"}));
  EXPECT_EQ(data.sources[2], folder_.path("a.zip") + ":spam/2.txt");
}

TEST_F(ZipTest, KeepsNamesThatAreNotAscii) {
  const std::string name = "Gr\u00F6\u00DFe \u2713";
  EXPECT_EQ(read(make_zip({file(name + "/1", "x"), file("b/2", "y")})).classes, (Strings{name, "b"}));
}

// What Apple's packer puts beside each file is no class and no text.
TEST_F(ZipTest, LeavesResourceForksOut) {
  const Dataset data =
      read(make_zip({file("a/1.txt", "x"), file("__MACOSX/a/._1.txt", "?"), file("b/2.txt", "y")}));
  EXPECT_EQ(data.texts, (Strings{"x", "y"}));
}

// Row 98 of the trouble cases, for zips. Nothing is ever written, and the member is named.
TEST_F(ZipTest, RefusesMembersThatLeadOutside) {
  EXPECT_NE(refusal_with(file("../../evil.txt", "x")).find("member '../../evil.txt' leads out"),
            std::string::npos);
  EXPECT_NE(refusal_with(file("/tmp/evil.txt", "x")).find("member '/tmp/evil.txt' has an absolute name"),
            std::string::npos);
  EXPECT_NE(refusal_with({Kind::kSymlink, "a", "/etc"}).find("member 'a' is a link"), std::string::npos);
}

TEST_F(ZipTest, RefusesEncryptedMembers) {
  const std::string message = refusal(make_zip(two_classes_, true));
  EXPECT_NE(message.find("member 'spam/2.txt' is encrypted"), std::string::npos) << message;
}

TEST_F(ZipTest, RefusesEveryCut) {
  const std::string zip = make_zip(two_classes_);
  for (std::size_t n = 0; n < zip.size(); ++n) {
    EXPECT_NE(refusal(zip.substr(0, n)), "") << n << " of " << zip.size() << " bytes";
  }
}

// A zip has no checksum of its names, but each stands there twice.
TEST_F(ZipTest, NoticesFlippedBitsOfTextsAndNames) {
  const std::string text(300, 'x'), zip = make_zip({file("a/1.txt", text), file("b/2.txt", "y")});
  std::size_t damaged_texts = 0, damaged_names = 0;
  for (std::size_t bit = 0; bit < 8 * zip.size(); bit += 3) {
    std::string damaged = zip;
    damaged[bit / 8] = static_cast<char>(static_cast<unsigned char>(damaged[bit / 8]) ^ (1U << (bit % 8)));
    const std::string path = folder_.write("a.zip", damaged);
    std::optional<Dataset> data;
    const std::string message = error_of([&] { data = read_dataset(path, {}); });
    if (message.find("member 'a/1.txt' is damaged") != std::string::npos) ++damaged_texts;
    if (message.find("bears another name") != std::string::npos) ++damaged_names;
    if (!data) continue;
    EXPECT_EQ(data->texts, (Strings{text, "y"})) << "bit " << bit;
    EXPECT_EQ(data->classes, (Strings{"a", "b"})) << "bit " << bit;
  }
  EXPECT_GT(damaged_texts, 0U);
  EXPECT_GT(damaged_names, 20U);  // 28 bytes of names, some three bits of each
}

// A program that unpacks itself, say.
TEST_F(ZipTest, MayStandBehindSomethingElse) {
  EXPECT_EQ(read("#!/bin/sh\n" + make_zip(two_classes_)).size(), 3U);
}

// Row 101, for zips.
TEST_F(ZipTest, StopsBombs) {
  const std::string bomb = make_zip({file("a/zeros", std::string(std::size_t{200} << 20U, '\0'))});
  ASSERT_LT(bomb.size(), std::size_t{1} << 20U);
  EXPECT_NE(refusal(bomb).find("member 'a/zeros' unpacks to far more"), std::string::npos);
}

TEST_F(ZipTest, SaysWhatItIsNot) {
  EXPECT_NE(refusal("hello").find("is not a whole archive"), std::string::npos);
  EXPECT_NE(refusal("").find("is empty"), std::string::npos);
  EXPECT_NE(refusal(gzip(make_tar(two_classes_))).find("is not a whole archive"), std::string::npos);
  EXPECT_NE(refusal(make_zip({file("readme", "x")})).find("no class folders"), std::string::npos);
}

}  // namespace
}  // namespace taxon
