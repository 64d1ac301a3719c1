#include "taxon/options.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "api/api_data.h"
#include "model/temp_file.h"

namespace taxon {
namespace {

std::set<std::string> names_of(OptionUse use) {
  std::set<std::string> names;
  for (const auto& option : options_for(use)) names.insert(option.name);
  return names;
}

TEST(LibraryOptions, EachUseHasItsOwn) {
  const auto train = names_of(OptionUse::kTrain), read = names_of(OptionUse::kRead),
             classify = names_of(OptionUse::kClassify);
  for (const std::string name : {"epochs", "mask", "num-words", "learning-rate", "valid-fraction", "seed"}) {
    EXPECT_TRUE(train.contains(name)) << name;
    EXPECT_FALSE(classify.contains(name)) << name;
  }
  for (const std::string name : {"encoding", "text-column", "remove"})
    EXPECT_TRUE(read.contains(name)) << name;
  EXPECT_EQ(classify, (std::set<std::string>{"threads", "precision", "memory", "reject-below", "windows"}));
  // Paths of the command line are arguments of functions here.
  for (const std::string name : {"out", "history", "valid", "DATA", "json"}) {
    EXPECT_FALSE(train.contains(name) || read.contains(name) || classify.contains(name)) << name;
  }
}

TEST(LibraryOptions, SayWhatTheyAreFor) {
  for (const auto use : {OptionUse::kRead, OptionUse::kTrain, OptionUse::kClassify}) {
    for (const auto& option : options_for(use)) {
      EXPECT_FALSE(option.help.empty()) << option.name;
      EXPECT_FALSE(option.name.starts_with("-")) << option.name;
    }
  }
  const auto options = options_for(OptionUse::kTrain);
  const auto epochs =
      std::find_if(options.begin(), options.end(), [](const auto& o) { return o.name == "epochs"; });
  ASSERT_NE(epochs, options.end());
  EXPECT_EQ(epochs->default_text, "3");
  EXPECT_EQ(epochs->placeholder, "N");
}

TEST(LibraryOptions, OneWithoutAValueRefusesOne) {
  for (const char* text : {"off", "on", "0"}) {
    EXPECT_EQ(message_of<Error>([&] {
                TextSet::read({"posts.tsv"}, {{"skip-rows", text}});
              }),
              "skip-rows: takes no value; leave it out to turn it off");
  }
}

TEST(LibraryOptions, TheLastOfANameCounts) {
  const auto trained =
      train({.texts = two_class_set(), .options = small({{"epochs", "5"}, {"epochs", "1"}})});
  EXPECT_EQ(trained.history.size(), 1U);
}

}  // namespace
}  // namespace taxon
