#include "taxon/text_set.h"

#include <gtest/gtest.h>

#include <fstream>

#include "api/api_data.h"
#include "model/temp_file.h"
#include "taxon/error.h"

namespace taxon {
namespace {

using Strings = std::vector<std::string>;

TEST(TextSet, ClassesAreSortedByBytes) {
  const Strings texts = {"one", "two", "three"}, labels = {"b", "Größe ✓", "a"};
  const auto set = TextSet::from_labels(texts, labels);
  EXPECT_EQ(set.size(), 3U);
  EXPECT_FALSE(set.multi_label());
  EXPECT_EQ(Strings(set.classes().begin(), set.classes().end()), (Strings{"Größe ✓", "a", "b"}));
  EXPECT_EQ(set.texts()[1], "two");
  ASSERT_EQ(set.labels(0).size(), 1U);
  EXPECT_EQ(set.labels(0)[0], 2);
  EXPECT_EQ(set.labels(1)[0], 0);
}

TEST(TextSet, LabelSetsMayBeEmptyOrDouble) {
  const std::vector<Strings> sets = {{"b", "a", "b"}, {}, {"a"}};
  const auto set = TextSet::from_label_sets({"one", "two", "three"}, sets);
  EXPECT_TRUE(set.multi_label());
  EXPECT_EQ(std::vector<std::int32_t>(set.labels(0).begin(), set.labels(0).end()),
            (std::vector<std::int32_t>{0, 1}));
  EXPECT_TRUE(set.labels(1).empty());
  EXPECT_EQ(set.labels(2).size(), 1U);
}

TEST(TextSet, OneLabelEachIsStillAMultiLabelSet) {
  const std::vector<Strings> sets = {{"b"}, {"a"}};
  EXPECT_TRUE(TextSet::from_label_sets({"one", "two"}, sets).multi_label());
}

TEST(TextSet, RefusesByTheTextsIndex) {
  const Strings two = {"x", "y"};
  EXPECT_EQ(message_of<Error>([&] { TextSet::from_labels({"only one"}, two); }),
            "1 texts and the labels of 2; give the labels of each text");
  EXPECT_EQ(message_of<Error>([&] {
              TextSet::from_labels({"fine", "\xff"}, two);
            }),
            "text 1 is not UTF-8 from byte 0 on; decode it first");
  const Strings with_empty = {"x", ""};
  EXPECT_EQ(message_of<Error>([&] {
              TextSet::from_labels({"a", "b"}, with_empty);
            }),
            "text 1 has a label that is empty; name its class");
}

TEST(TextSet, ReadsWhatTheProgramReads) {
  const TempFile file;
  std::ofstream(file.path()) << "label\ttext\nham\thello\nspam\tbuy\nham\t\n";
  const auto set = TextSet::read({file.path()}, {{"format", "tsv"}});
  EXPECT_EQ(set.size(), 3U);
  EXPECT_EQ(set.notes(), (Strings{"empty texts: 1"}));
  EXPECT_NE(message_of<Error>([&] {
              TextSet::read({file.path()}, {{"format", "tsv"}, {"text-column", "body"}});
            }).find("body"),
            std::string::npos);
  EXPECT_THROW(TextSet::read({"no/such/file.tsv"}), Error);
  EXPECT_EQ(message_of<Error>([] { TextSet::read({}); }),
            "no path given; name files or folders of labelled texts");
}

TEST(TextSet, SplitsAsATrainingDoes) {
  auto [learn, judge] = two_class_set().split(0.25, 3);
  EXPECT_EQ(learn.size(), 18U);
  EXPECT_EQ(judge.size(), 6U);
  EXPECT_EQ(judge.classes().size(), 2U);
  const Strings held(judge.texts().begin(), judge.texts().end());
  const auto own = train({.texts = std::move(learn), .valid = std::move(judge), .options = small()});
  const auto asked =
      train({.texts = two_class_set(), .options = small({{"valid-fraction", "0.25"}, {"split-seed", "3"}})});
  EXPECT_EQ(own.model.probabilities(held), asked.model.probabilities(held));
  EXPECT_EQ(own.history.back().val_loss, asked.history.back().val_loss);
  EXPECT_EQ(many_label_set().split(0.25).valid.size(), 8U);
}

TEST(TextSet, ASplitThatCannotBeLeavesTheSet) {
  auto set = two_class_set();
  for (const double fraction : {0.0, 1.0, -1.0, 0.001}) {
    EXPECT_THROW(std::move(set).split(fraction), Error) << fraction;
  }
  EXPECT_EQ(set.size(), 24U);
  EXPECT_FALSE(set.texts().front().empty());
  EXPECT_THROW(TextSet::from_labels({}, {}).split(0.5), Error);
}

TEST(TextSet, Moves) {
  const Strings labels = {"x", "y"};
  auto set = TextSet::from_labels({"one", "two"}, labels);
  const TextSet moved = std::move(set);
  EXPECT_EQ(moved.size(), 2U);
  set = TextSet::from_labels({"three"}, {labels.data(), 1});
  EXPECT_EQ(set.size(), 1U);
}

}  // namespace
}  // namespace taxon
