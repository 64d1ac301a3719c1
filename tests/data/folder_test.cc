#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "data/documents.h"
#include "data/readers.h"
#include "data/test_files.h"

namespace taxon {
namespace {

using Strings = std::vector<std::string>;

TEST(ClassFolders, AreNotHeldUpByPipesAndDeepFolders) {
  const TempFolder folder;
  folder.write("a/1", "x");
  folder.write("b/2", "");
  folder.write("b/c/d/e", "deep");
  ASSERT_EQ(::mkfifo(folder.path("a/pipe").c_str(), 0600), 0);
  const Dataset data = read_dataset(folder.path(), {});
  EXPECT_EQ(data.size(), 2U);
  ASSERT_EQ(data.notes.size(), 3U);
  EXPECT_EQ(data.notes[0].what, "folders that lie too deep, left out");
  EXPECT_EQ(data.notes[1].what, "entries that are neither files nor folders, left out");
  EXPECT_EQ(data.notes[2].what, "empty texts");
}

// Links that lead back would show every file again at each depth, and one that leads to itself is no file.
TEST(ClassFolders, AreNotReadInCircles) {
  const TempFolder folder;
  folder.write("a/1", "x");
  folder.write("b/2", "y");
  std::filesystem::create_directory_symlink(folder.path(), folder.path("a/up"));
  std::filesystem::create_symlink("self", folder.path("b/self"));
  const Dataset data = read_dataset(folder.path() + "/", {});
  EXPECT_EQ(data.sources, (Strings{folder.path("a/1"), folder.path("b/2")}));
  ASSERT_EQ(data.notes.size(), 2U);
  EXPECT_EQ(data.notes[0].what, "entries that are neither files nor folders, left out");
  EXPECT_EQ(data.notes[1].what, "links back to a folder above, left out");
}

TEST(ClassFolders, NameAFileThatVanishedOrBecameAPipe) {
  const TempFolder folder;
  const std::string path = folder.write("a/1", "x");
  const Documents documents = list_folder(folder.path());
  std::filesystem::remove(path);
  EXPECT_EQ(error_of([&] { documents.load(0); }), path + ": cannot open: No such file or directory");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(error_of([&] { documents.load(0); }), path + ": is not a regular file; name the file itself");
}

TEST(ClassFolders, WantClassNamesInUtf8) {
  const TempFolder folder;
  folder.write("a/b\xE9", "x");
  EXPECT_EQ(read_dataset(folder.path(), {}).sources, Strings{folder.path("a/b\uFFFD")});
  folder.write("caf\xE9/1", "x");
  EXPECT_NE(error_of([&] { read_dataset(folder.path(), {}); }).find("folder 'caf\uFFFD' is not UTF-8"),
            std::string::npos);
}

TEST(ClassFolders, TakeTheCategoriesAskedFor) {
  const TempFolder folder;
  for (const char* name : {"a/1", "b/2", "c/3", "c/4"}) folder.write(name, name);
  ReadOptions options;
  options.categories = {"c", "a"};
  const Dataset data = read_dataset(folder.path(), options);
  EXPECT_EQ(data.classes, (Strings{"a", "c"}));
  EXPECT_EQ(data.labels, one_each<std::int32_t>({0, 1, 1}));
  options.categories = {"d"};
  EXPECT_EQ(error_of([&] { read_dataset(folder.path(), options); }),
            folder.path() + ": categories: no class is named 'd'; choose among 'a', 'b', 'c'");
}

TEST(ReadDataset, NamesWhatIsNotThere) {
  const TempFolder folder;
  const auto refusal = [](const std::string& path) { return error_of([&] { read_dataset(path, {}); }); };
  EXPECT_EQ(refusal("/nowhere/data.tsv"),
            "/nowhere/data.tsv: no such file or folder; give the path of your data");
  EXPECT_NE(refusal(folder.path()).find("holds no class folders"), std::string::npos);
  const std::string strange = folder.write("data.xyz", "?");
  EXPECT_NE(refusal(strange).find("give --format"), std::string::npos);
  ReadOptions options;
  options.format = Format::kTsv;
  EXPECT_NE(error_of([&] { read_dataset(folder.path(), options); }), "");
  options.format = Format::kFolder;
  EXPECT_NE(error_of([&] { read_dataset(strange, options); }), "");
}

TEST(ReadDataset, KnowsItsOptionsByName) {
  EXPECT_EQ(parse_format("tar.gz"), Format::kTar);
  EXPECT_EQ(parse_subset("all"), Subset::kAll);
  const RemoveParts parts = parse_remove("quotes,headers");
  EXPECT_TRUE(parts.headers && parts.quotes && !parts.footers);
  EXPECT_EQ(error_of([] { parse_subset("valid"); }), "subset: 'valid' is not known; choose train, test, all");
  EXPECT_EQ(error_of([] { parse_remove("headers,heads"); }),
            "remove: 'heads' is not known; choose headers, footers, quotes");
  EXPECT_NE(error_of([] { parse_format("xml"); }), "");
}

}  // namespace
}  // namespace taxon
