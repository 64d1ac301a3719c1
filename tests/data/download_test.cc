// Downloads, from files named by URL: nothing here touches a network.
#include "data/download.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

#include "base/files.h"
#include "base/sha256.h"
#include "data/test_files.h"

namespace taxon {
namespace {

class DownloadTest : public testing::Test {
 protected:
  void get(const std::vector<std::string>& names, const std::atomic<int>* stop = nullptr) {
    std::vector<std::string> urls;
    for (const auto& name : names) urls.push_back("file://" + folder_.path(name));
    download(
        {urls, path_, sha256_hex(content_)}, [&](std::int64_t done, std::int64_t) { done_ = done; }, stop);
  }
  std::string failure(const std::vector<std::string>& names) {
    return error_of([&] { get(names); });
  }
  bool part_is_left() const { return std::filesystem::exists(path_ + ".part"); }

  TempFolder folder_;
  std::string path_ = folder_.path("out.tar.gz");
  std::string content_ = std::string(300000, 'x') + "end";
  std::int64_t done_ = 0;
};

TEST_F(DownloadTest, FetchesAndChecks) {
  folder_.write("origin", content_);
  get({"origin"});
  EXPECT_EQ(read_file(path_), content_);
  EXPECT_EQ(done_, static_cast<std::int64_t>(content_.size()));
  EXPECT_FALSE(part_is_left());
}

TEST_F(DownloadTest, KeepsWhatIsThereAlready) {
  folder_.write("out.tar.gz", content_);
  get({"nowhere"});
  EXPECT_EQ(read_file(path_), content_);
}

TEST_F(DownloadTest, GoesOnWhereItLeftOff) {
  // An origin whose start differs shows that only the rest was fetched.
  folder_.write("origin", std::string(1000, '?') + content_.substr(1000));
  folder_.write("out.tar.gz.part", content_.substr(0, 1000));
  get({"origin"});
  EXPECT_EQ(read_file(path_), content_);
}

TEST_F(DownloadTest, StartsAnewWhenTheRestDoesNotFit) {
  folder_.write("origin", content_);
  folder_.write("out.tar.gz.part", "of another file");
  get({"origin"});
  EXPECT_EQ(read_file(path_), content_);
  std::filesystem::remove(path_);
  folder_.write("out.tar.gz.part", content_ + content_);
  get({"origin"});
  EXPECT_EQ(read_file(path_), content_);
  std::filesystem::remove(path_);
  folder_.write("out.tar.gz.part", content_);
  get({"nowhere"});  // it was all there
  EXPECT_EQ(read_file(path_), content_);
}

TEST_F(DownloadTest, TriesTheNextUrl) {
  folder_.write("damaged", content_.substr(1));
  folder_.write("origin", content_);
  get({"nowhere", "damaged", "origin"});
  EXPECT_EQ(read_file(path_), content_);
}

TEST_F(DownloadTest, KeepsTheOldFileWhenItFails) {
  folder_.write("out.tar.gz", "old");
  folder_.write("damaged", content_.substr(1));
  const std::string message = failure({"nowhere", "damaged"});
  EXPECT_NE(message.find(path_ + ": cannot be downloaded"), std::string::npos) << message;
  EXPECT_NE(message.find("has another SHA-256 than " + sha256_hex(content_)), std::string::npos) << message;
  EXPECT_EQ(read_file(path_), "old");
  EXPECT_FALSE(part_is_left());
}

TEST_F(DownloadTest, StopsWhenAsked) {
  folder_.write("origin", content_);
  const std::atomic<int> stop{SIGINT};
  EXPECT_THROW(get({"origin"}, &stop), Interrupted);
  EXPECT_FALSE(std::filesystem::exists(path_));
  get({"origin"});
  EXPECT_EQ(read_file(path_), content_);
}

TEST_F(DownloadTest, NamesAPlaceThatCannotBeWritten) {
  path_ = "/nowhere/at/all.tar.gz";
  folder_.write("origin", content_);
  EXPECT_EQ(failure({"origin"}), "/nowhere/at/all.tar.gz.part: cannot write: No such file or directory");
  path_ = folder_.path();
  EXPECT_NE(failure({"origin"}).find("is a folder"), std::string::npos);
}

TEST(LocateNewsgroups, LooksInTheKnownPlacesInOrder) {
  const char* before = std::getenv("TAXON_20NEWS");
  const std::string kept = before ? before : "";
  unsetenv("TAXON_20NEWS");
  const TempFolder folder;
  const std::string root = folder.path("root");
  folder.write("root/x", "");
  EXPECT_FALSE(locate_20newsgroups(root).has_value());
  folder.write("shared/data/20news-bydate.tar.gz", "");
  EXPECT_EQ(locate_20newsgroups(root), root + "/../shared/data/20news-bydate.tar.gz");
  const std::string own = folder.write("root/data/20news-bydate.tar.gz", "");
  EXPECT_EQ(locate_20newsgroups(root), own);
  setenv("TAXON_20NEWS", folder.path("root/x").c_str(), 1);
  EXPECT_EQ(locate_20newsgroups(root), folder.path("root/x"));
  setenv("TAXON_20NEWS", "/nowhere", 1);
  EXPECT_NE(error_of([&] { locate_20newsgroups(root); }), "");
  before ? setenv("TAXON_20NEWS", kept.c_str(), 1) : unsetenv("TAXON_20NEWS");
}

}  // namespace
}  // namespace taxon
