// Archives: what is read, what is refused, and that damage never yields a smaller data set.
#include <gtest/gtest.h>

#include <clocale>

#include "data/readers.h"
#include "data/test_files.h"

namespace taxon {
namespace {

using Strings = std::vector<std::string>;
using Kind = Member::Kind;

class ArchiveTest : public testing::Test {
 protected:
  std::string write(const std::string& bytes) { return folder_.write("a.tar.gz", bytes); }
  Dataset read(const std::string& bytes, const ReadOptions& options = {}) {
    return read_dataset(write(bytes), options);
  }
  std::string refusal(const std::string& bytes, const ReadOptions& options = {}) {
    const std::string path = write(bytes);
    const std::string message = error_of([&] { read_dataset(path, options); });
    EXPECT_EQ(message.find('\n'), std::string::npos);
    EXPECT_TRUE(message.empty() || message.starts_with(path)) << message;
    return message;
  }

  std::string prefix() const { return folder_.path("a.tar.gz:"); }  // of every source

  TempFolder folder_;
};

const std::vector<Member> kTwoClasses = {file("spam/2.txt", "buy"), file("ham/10.txt", "hello"),
                                         file("ham/1.txt", "hi")};

TEST_F(ArchiveTest, ReadsClassFoldersInByteOrder) {
  const Dataset data = read(gzip(make_tar(kTwoClasses)));
  EXPECT_EQ(data.classes, (Strings{"ham", "spam"}));
  EXPECT_EQ(data.texts, (Strings{"hi", "hello", "buy"}));
  EXPECT_EQ(data.sources,
            (Strings{prefix() + "ham/1.txt", prefix() + "ham/10.txt", prefix() + "spam/2.txt"}));
  EXPECT_EQ(data.labels, one_each<std::int32_t>({0, 0, 1}));
}

TEST_F(ArchiveTest, LooksThroughAWrappingFolder) {
  const Dataset data = read(gzip(make_tar({{Kind::kFolder, "./mine/"},
                                           file("./readme", "no"),
                                           file("./mine/readme", "no"),
                                           file("./mine/b/x", "1"),
                                           file("./mine/a/y", "2"),
                                           file("./mine/a/.hidden", "3"),
                                           file("./mine/a/deep/z", "4")})));
  EXPECT_EQ(data.classes, (Strings{"a", "b"}));
  EXPECT_EQ(data.sources, (Strings{prefix() + "mine/a/y", prefix() + "mine/b/x"}));
  ASSERT_EQ(data.notes.size(), 3U);
  EXPECT_EQ(data.notes[0].what, "files with a dot-name in their path, left out");
  EXPECT_EQ(data.notes[1].what, "files beside the class folders, left out");
  EXPECT_EQ(data.notes[1].count, 2);
  EXPECT_EQ(data.notes[2].what, "files in a folder inside a class folder, left out");
}

TEST_F(ArchiveTest, KeepsWhatCameLastUnderOneName) {
  EXPECT_EQ(read(gzip(make_tar({file("a/x", "old"), file("b/y", "1"), file("./a//x", "new")}))).texts,
            (Strings{"new", "1"}));
}

// The program does not set a locale, so names must come through in the C locale, in either tar dialect.
TEST_F(ArchiveTest, KeepsNamesThatAreNotAscii) {
  std::setlocale(LC_ALL, "C");
  const std::string name = "Gr\u00F6\u00DFe \u2713", long_name = std::string(150, 'x') + "\u00E9";
  for (const bool pax : {false, true}) {
    const Dataset data = read(gzip(make_tar({file(name + "/1", "x"), file("b/" + long_name, "y")}, pax)));
    EXPECT_EQ(data.classes, (Strings{name, "b"}));
    EXPECT_EQ(data.sources[1], prefix() + "b/" + long_name);
  }
}

TEST_F(ArchiveTest, ReadsSeveralGzipMembersAndTrailingZeros) {
  const std::string tar = make_tar(kTwoClasses);
  const std::string packed = gzip(tar.substr(0, 700)) + gzip(tar.substr(700)) + std::string(100, '\0');
  EXPECT_EQ(read(packed).size(), 3U);
  // Two archives, appended: neither may be lost.
  EXPECT_EQ(read(gzip(tar) + gzip(make_tar({file("spam/9", "more")}))).size(), 4U);
}

TEST_F(ArchiveTest, ReadsTarsHoweverTheyArePacked) {
  const std::string tar = make_tar(kTwoClasses);
  for (const std::string& bytes : {tar, zstd(tar), gzip(tar)}) EXPECT_EQ(read(bytes).size(), 3U);
  for (const char* name : {"plain.tar", "small.tar.zst", "old.tgz"}) {
    EXPECT_EQ(read_dataset(folder_.write(name, tar), {}).size(), 3U) << name;  // the name only says "tar"
  }
  EXPECT_NE(refusal(tar.substr(0, tar.size() - 1024)), "");
}

// Row 98 of the trouble cases. Nothing is ever written, and the member is named.
TEST_F(ArchiveTest, RefusesMembersThatLeadOutside) {
  const auto with = [&](const Member& bad) {
    auto members = kTwoClasses;
    members.push_back(bad);
    return refusal(gzip(make_tar(members)));
  };
  EXPECT_NE(with(file("../../evil.txt", "x")).find("member '../../evil.txt' leads out"), std::string::npos);
  EXPECT_NE(with(file("ham/../../evil", "x")).find("leads out"), std::string::npos);
  EXPECT_NE(with(file("/tmp/evil.txt", "x")).find("member '/tmp/evil.txt' has an absolute name"),
            std::string::npos);
  EXPECT_NE(with({Kind::kSymlink, "a", "/etc"}).find("member 'a' is a link"), std::string::npos);
  EXPECT_NE(with({Kind::kHardlink, "ham/3", "ham/1.txt"}).find("member 'ham/3' is a link"),
            std::string::npos);
  EXPECT_NE(with({Kind::kFifo, "ham/4"}).find("member 'ham/4' is neither a file nor a folder"),
            std::string::npos);
}

// Row 100: an error for every cut and every flipped bit of the trailer, and for cuts of the tar inside.
TEST_F(ArchiveTest, RefusesEveryCut) {
  const std::string tar = make_tar(kTwoClasses), packed = gzip(tar);
  for (std::size_t n = 0; n < packed.size(); ++n) {
    EXPECT_NE(refusal(packed.substr(0, n)), "") << n << " of " << packed.size() << " bytes";
  }
  for (std::size_t n = 0; n <= tar.size() - 1024; n += 64) {
    EXPECT_NE(refusal(gzip(tar.substr(0, n))), "") << n << " of " << tar.size() << " tar bytes";
  }
}

TEST_F(ArchiveTest, RefusesEveryFlippedBit) {
  const std::string packed = gzip(make_tar(kTwoClasses));
  const Dataset whole = read(packed);
  std::size_t refused = 0;
  for (std::size_t bit = 0; bit < 8 * packed.size(); ++bit) {
    std::string damaged = packed;
    damaged[bit / 8] = static_cast<char>(static_cast<unsigned char>(damaged[bit / 8]) ^ (1U << (bit % 8)));
    const std::string path = write(damaged);
    std::optional<Dataset> data;
    if (!error_of([&] { data = read_dataset(path, {}); }).empty()) {
      ++refused;
      continue;
    }
    // Some bits change nothing that counts: the header's time, or which of two equal runs is copied.
    EXPECT_EQ(data->texts, whole.texts);
  }
  EXPECT_GT(refused, 8 * packed.size() / 2);
}

// Row 101: the length in the trailer is checked but allocates nothing, and a bomb is stopped early.
TEST_F(ArchiveTest, StopsBombs) {
  const std::string bomb = gzip(make_tar({file("a/zeros", std::string(std::size_t{200} << 20U, '\0'))}));
  ASSERT_LT(bomb.size(), std::size_t{1} << 20U);
  EXPECT_NE(refusal(bomb).find("100 times its size"), std::string::npos);
  std::string huge = gzip(make_tar(kTwoClasses));
  huge.replace(huge.size() - 4, 4, "\xFF\xFF\xFF\xFF");
  EXPECT_NE(refusal(huge).find("is damaged"), std::string::npos);
}

TEST_F(ArchiveTest, SaysWhatItIsNot) {
  EXPECT_NE(refusal("hello").find("is not a whole archive"), std::string::npos);
  EXPECT_NE(refusal("").find("is empty"), std::string::npos);
  EXPECT_NE(refusal(gzip("no tar at all")).find("is not a whole archive"), std::string::npos);
  EXPECT_NE(refusal(gzip("")), "");
  EXPECT_NE(refusal(gzip(make_tar({file("readme", "x")}))).find("no class folders"), std::string::npos);
  EXPECT_NE(refusal(gzip(make_tar(kTwoClasses)) + "garbage").find("is damaged"), std::string::npos);
}

TEST_F(ArchiveTest, NamesTheMemberThatCannotBeDecoded) {
  const std::string message = refusal(gzip(make_tar({file("a/x", "ok"), file("b/y", "caf\xE9")})));
  EXPECT_NE(message.find("a.tar.gz:b/y: byte 3 (0xE9) is not UTF-8"), std::string::npos) << message;
}

TEST_F(ArchiveTest, TakesTheSubsetAskedFor) {
  const std::string packed = gzip(make_tar({file("d-test/a/1", "test a"), file("d-test/b/1", "test b"),
                                            file("d-train/a/1", "train a"), file("d-train/b/2", "train b")}));
  EXPECT_NE(refusal(packed).find("choose with --subset"), std::string::npos);
  ReadOptions options;
  options.subset = Subset::kTest;
  EXPECT_EQ(read(packed, options).texts.size(), 2U);
  options.subset = Subset::kAll;
  const Dataset all = read(packed, options);
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all.classes, (Strings{"a", "b"}));
  EXPECT_TRUE(all.sources[1].starts_with(prefix() + "d-train/"));
  EXPECT_TRUE(all.sources[2].starts_with(prefix() + "d-test/"));
  EXPECT_NE(refusal(gzip(make_tar(kTwoClasses)), options).find("leave --subset out"), std::string::npos);
}

}  // namespace
}  // namespace taxon
