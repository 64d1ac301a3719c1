#include "options/options.h"

#include <gtest/gtest.h>

#include <set>

#include "base/error.h"
#include "options/option_values.h"

namespace taxon {
namespace {

TEST(OptionTable, NamesAreUniqueWithinACommand) {
  for (unsigned bit = 1; bit != 0; bit <<= 1U) {
    std::set<std::string> seen;
    for (const auto& option : all_options()) {
      if ((option.commands & bit) == 0) continue;
      EXPECT_TRUE(seen.insert(option.name).second) << option.name << " stands twice for command bit " << bit;
    }
  }
}

TEST(OptionTable, DefaultsAreValuesThatTheOptionTakes) {
  int tried = 0;
  for (const auto& option : all_options()) {
    const auto text = option.value.get(Settings{});
    if (text.empty()) continue;
    Settings settings;
    EXPECT_NO_THROW(apply_option(option, text, settings)) << option.name;
    EXPECT_EQ(option.value.get(settings), text) << option.name;
    ++tried;
  }
  EXPECT_GT(tried, 30);
}

TEST(OptionTable, EveryOptionBelongsToACommandAndExplainsItself) {
  for (const auto& option : all_options()) {
    EXPECT_NE(option.commands, 0U) << option.name;
    EXPECT_GT(option.help.size(), 5U) << option.name;
  }
}

const Option& option_named(const std::string& name) {
  for (const auto& option : all_options()) {
    if (option.name == name) return option;
  }
  throw std::logic_error("no option " + name);
}

TEST(OptionTable, DefaultsAreTheNotebooks) {
  const auto text = [](const std::string& name) { return option_named(name).value.get(Settings{}); };
  EXPECT_EQ(text("--num-words"), "10000");
  EXPECT_EQ(text("--oov-token"), "<unw>");
  EXPECT_EQ(text("--maxlen"), "256");
  EXPECT_EQ(text("--embed-dim"), "256");
  EXPECT_EQ(text("--heads"), "2");
  EXPECT_EQ(text("--key-dim"), "256");
  EXPECT_EQ(text("--ff-dim"), "32");
  EXPECT_EQ(text("--mask"), "off");
  EXPECT_EQ(text("--dropout"), "0.5");
  EXPECT_EQ(text("--epochs"), "100");
  EXPECT_EQ(text("--batch-size"), "32");
  EXPECT_EQ(text("--learning-rate"), "0.001");
  EXPECT_EQ(text("--monitor"), "val_loss");
  EXPECT_EQ(text("--patience"), "5");
  EXPECT_EQ(text("--plateau-patience"), "3");
  EXPECT_EQ(text("--plateau-factor"), "0.1");
  EXPECT_EQ(text("--padding"), "pre");
  EXPECT_EQ(text("--truncating"), "pre");
}

TEST(OptionTable, SpecialWords) {
  Settings settings;
  apply_option(option_named("--shuffle-seed"), "42", settings);
  EXPECT_EQ(settings.read.shuffle_seed, 42U);
  apply_option(option_named("--shuffle-seed"), "none", settings);
  EXPECT_FALSE(settings.read.shuffle_seed.has_value());
  apply_option(option_named("--oov-token"), "", settings);
  EXPECT_FALSE(settings.tokenizer.oov_token.has_value());
  apply_option(option_named("--filters"), R"(\t\n\.{})", settings);
  EXPECT_EQ(settings.tokenizer.filters, "\t\n\\.{}");
  apply_option(option_named("--categories"), "a,b c", settings);
  EXPECT_EQ(settings.read.categories, (std::vector<std::string>{"a", "b c"}));
  apply_option(option_named("--plateau-patience"), "-1", settings);
  EXPECT_EQ(settings.train.plateau_patience, -1);
}

TEST(ByteSize, UnitsAreTimes1024) {
  EXPECT_EQ(parse_size("1"), 1U);
  EXPECT_EQ(parse_size("3k"), 3072U);
  EXPECT_EQ(parse_size("512M"), 536870912U);
  EXPECT_EQ(parse_size("2G"), 2147483648U);
  EXPECT_EQ(parse_size("1T"), 1099511627776U);
  EXPECT_EQ(parse_size("16777215T"), 18446742974197923840U);  // the largest that fits 64 bits
  EXPECT_THROW(parse_size("16777216T"), Error);
}

TEST(ByteSize, TextIsTheLargestWholeUnit) {
  for (const std::string text : {"1", "1023", "1K", "1025", "256M", "1536M", "2G", "2048T"}) {
    EXPECT_EQ(size_text(parse_size(text)), text);
  }
  EXPECT_EQ(size_text(1024 * 1024), "1M");
}

}  // namespace
}  // namespace taxon
