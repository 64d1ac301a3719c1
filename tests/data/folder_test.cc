#include <gtest/gtest.h>
#include <sys/stat.h>

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

TEST(ClassFolders, WantClassNamesInUtf8) {
  const TempFolder folder;
  folder.write("a/b\xE9", "x");
  EXPECT_EQ(read_dataset(folder.path(), {}).sources, Strings{"a/b\uFFFD"});
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
            folder.path() + ": categories: no class is named 'd'; choose among a, b, c");
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
  EXPECT_EQ(parse_format("tar.gz"), Format::kTarGz);
  EXPECT_EQ(parse_subset("all"), Subset::kAll);
  const RemoveParts parts = parse_remove("quotes,headers");
  EXPECT_TRUE(parts.headers && parts.quotes && !parts.footers);
  EXPECT_EQ(error_of([] { parse_subset("valid"); }), "subset: 'valid' is not known; choose train, test, all");
  EXPECT_EQ(error_of([] { parse_remove("headers,heads"); }),
            "remove: 'heads' is not known; choose headers, footers, quotes");
  EXPECT_NE(error_of([] { parse_format("csv"); }), "");
}

// Row 110.
TEST(FindDuplicates, CountsCopiesAndContradictions) {
  Dataset train, valid;
  train.classes = valid.classes = {"a", "b"};
  train.texts = {"x", "x", "y", "z"};
  train.labels = one_each<std::int32_t>({0, 1, 0, 1});
  valid.texts = {"x", "x", "y", "w"};
  valid.labels = one_each<std::int32_t>({0, 1, 1, 0});
  const DuplicateReport both = find_duplicates(train, &valid);
  EXPECT_EQ(both.valid_also_in_train, 3);
  EXPECT_EQ(both.texts_labelled_unlike, 2);
  EXPECT_EQ(find_duplicates(train, nullptr).texts_labelled_unlike, 1);
}

}  // namespace
}  // namespace taxon
