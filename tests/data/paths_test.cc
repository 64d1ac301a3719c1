#include "data/paths.h"

#include <gtest/gtest.h>

#include "data/readers.h"
#include "data/test_files.h"

namespace taxon {
namespace {

using Strings = std::vector<std::string>;

TEST(Paths, PatternsStandForWhatTheyMatchInByteOrder) {
  const TempFolder folder;
  for (const char* name : {"b.tsv", "a.tsv", "B.tsv", "c.txt"}) folder.write(name, "");
  const Strings given = {folder.path("c.txt"), folder.path("*.tsv"), "-"};
  EXPECT_EQ(expand_paths(given), (Strings{folder.path("c.txt"), folder.path("B.tsv"), folder.path("a.tsv"),
                                          folder.path("b.tsv"), "-"}));
}

TEST(Paths, AFileWhoseNameIsAPatternIsItself) {
  const TempFolder folder;
  const Strings given = {folder.write("[a].tsv", "")};
  folder.write("a.tsv", "");
  EXPECT_EQ(expand_paths(given), given);
}

TEST(Paths, PatternsOfNothingAndPathsThatComeTwiceAreRefused) {
  const TempFolder folder;
  const std::string path = folder.write("a.tsv", ""), nothing = folder.path("*.csv");
  EXPECT_EQ(error_of([&] { expand_paths(std::span(&nothing, 1)); }),
            nothing + ": no file or folder matches this pattern; give the path of your data");
  const Strings twice = {path, folder.path("*.tsv")};
  EXPECT_EQ(error_of([&] { expand_paths(twice); }),
            path + ": is named twice, and its texts would count twice; name it once");
}

TEST(Paths, AreNamedTogetherInMessages) {
  EXPECT_EQ(paths_text(Strings{"a"}), "a");
  EXPECT_EQ(paths_text(Strings{"a", "b", "c"}), "a and 2 more");
}

TEST(ReadDataset, ReadsSeveralFilesOverTheUnionOfTheirClasses) {
  const TempFolder folder;
  folder.write("1.tsv", "label\ttext\nb\tone\nc\ttwo");  // no line end: the next file must not go on in it
  folder.write("2.tsv", "text\tlabel\nthree\ta\n");
  folder.write("more/c/4.txt", "four");
  const Strings paths = {folder.path("?.tsv"), folder.path("more")};
  const Dataset data = read_dataset(paths, {});
  EXPECT_EQ(data.classes, (Strings{"a", "b", "c"}));
  EXPECT_EQ(data.texts, (Strings{"one", "two", "three", "four"}));
  EXPECT_EQ(data.labels, one_each(std::vector<std::int32_t>{1, 2, 0, 2}));
  EXPECT_EQ(data.sources, (Strings{folder.path("1.tsv:2"), folder.path("1.tsv:3"), folder.path("2.tsv:2"),
                                   folder.path("more/c/4.txt")}));
  EXPECT_FALSE(data.multi_label);
}

TEST(ReadDataset, AddsTheNotesOfSeveralFilesUp) {
  const TempFolder folder;
  folder.write("1.tsv", "label\ttext\na\tone\tbad\na\ttwo\n");
  folder.write("2.tsv", "label\ttext\n\tno label\nb\tthree\n");
  ReadOptions options;
  options.skip_rows = true;
  const Strings paths = {folder.path("*.tsv")};
  const Dataset data = read_dataset(paths, options);
  ASSERT_EQ(data.notes.size(), 1U);
  EXPECT_EQ(data.notes[0].what, "bad rows, skipped");
  EXPECT_EQ(data.notes[0].count, 2);
}

TEST(ReadDataset, NamesTheOneFileOfSeveralThatIsBad) {
  const TempFolder folder;
  folder.write("1.tsv", "label\ttext\na\tone\n");
  folder.write("2.tsv", "label\ttext\n");
  const Strings paths = {folder.path("*.tsv")};
  EXPECT_EQ(error_of([&] { read_dataset(paths, {}); }),
            folder.path("2.tsv") + ": holds no texts; give a file or folder with labelled texts");
}

}  // namespace
}  // namespace taxon
