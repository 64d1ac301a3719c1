#include "reference/pages.h"

#include <gtest/gtest.h>

#include "cli/command_table.h"
#include "options/options.h"
#include "reference/option_lists.h"

namespace taxon {
namespace {

std::string without_backslashes(std::string text) {
  std::erase(text, '\\');
  return text;
}

TEST(Pages, EachNamesEveryCommandAndOption) {
  const std::string man = without_backslashes(man_page());
  for (const auto& page : {man, options_page(), bash_completion(), zsh_completion()}) {
    for (const auto& command : all_commands()) EXPECT_NE(page.find(command.name), std::string::npos);
    for (const auto& option : all_options()) {
      if (!option.name.starts_with("--")) continue;
      EXPECT_NE(page.find(option.name), std::string::npos) << option.name;
    }
  }
  const std::string fish = fish_completion();
  for (const auto& option : all_options()) {
    if (!option.name.starts_with("--")) continue;
    EXPECT_NE(fish.find(" -l " + option.name.substr(2)), std::string::npos) << option.name;
  }
}

TEST(ValueShape, WordsPathsAndWhatIsNeither) {
  const auto shape = [](const std::string& placeholder) { return value_shape(placeholder); };
  EXPECT_EQ(shape("on|off").words, (std::vector<std::string>{"on", "off"}));
  EXPECT_FALSE(shape("on|off").is_path);
  EXPECT_TRUE(shape("N").words.empty());
  EXPECT_FALSE(shape("N").is_path);
  EXPECT_EQ(shape("N|none").words, (std::vector<std::string>{"none"}));
  EXPECT_TRUE(shape("FILE.csv").is_path);
  EXPECT_TRUE(shape("FOLDER").is_path);
  EXPECT_TRUE(shape("balanced|FILE").is_path);
  EXPECT_EQ(shape("balanced|FILE").words, (std::vector<std::string>{"balanced"}));
  EXPECT_TRUE(shape("").words.empty());
}

}  // namespace
}  // namespace taxon
