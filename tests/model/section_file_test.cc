#include "model/section_file.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>

#include "base/error.h"
#include "model/temp_file.h"

namespace taxon {
namespace {

constexpr std::array<std::string_view, 2> kKnown = {"one", "two"};

std::string written(std::span<const Section> sections) {
  const TempFile file;
  write_sections(file.path(), sections);
  return read_file(file.path());
}

std::string text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string opening_error(const std::string& bytes) {
  const TempFile file;
  write_plainly(file.path(), bytes);
  auto message = message_of<Error>([&] { SectionFile opened(file.path(), kKnown); });
  if (message.empty()) return message;
  EXPECT_TRUE(message.starts_with(file.path() + ": ")) << message;
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  return message.substr(file.path().size() + 2);
}

TEST(SectionFile, GivesBackWhatWasWritten) {
  const TempFile file;
  write_sections(file.path(), std::array{Section{"one", true, {"ab", "", "c"}}, Section{"two", false, {}}});
  const SectionFile opened(file.path(), kKnown);
  EXPECT_EQ(text(opened.section("one")), "abc");
  EXPECT_EQ(text(opened.section("two")), "");
  EXPECT_FALSE(opened.has("three"));
  EXPECT_THROW(opened.section("three"), Error);
}

TEST(SectionFile, AlignsItsSections) {
  const TempFile file;
  write_sections(file.path(), std::array{Section{"one", true, {"abc"}}, Section{"two", true, {"d"}}});
  const SectionFile opened(file.path(), kKnown);
  for (const auto name : kKnown) {
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(opened.section(name).data()) % kSectionAlignment, 0U);
  }
}

TEST(SectionFile, RefusesANewerVersion) {
  auto bytes = written(std::array{Section{"one", true, {"abc"}}});
  bytes[8] = static_cast<char>(kFormatVersion + 1);
  EXPECT_EQ(opening_error(bytes), "made by format 2, this program reads up to 1; use a newer taxon");
}

TEST(SectionFile, RefusesUnknownSectionsThatAreRequired) {
  const auto message = opening_error(written(std::array{Section{"wings", true, {"x"}}}));
  EXPECT_NE(message.find("'wings'"), std::string::npos) << message;
}

TEST(SectionFile, PassesOverUnknownSectionsThatAreNot) {
  EXPECT_EQ(opening_error(written(std::array{Section{"one", true, {"1"}}, Section{"wings", false, {"x"}}})),
            "");
}

TEST(SectionFile, RefusesTheSameSectionTwice) {
  const auto message =
      opening_error(written(std::array{Section{"one", true, {"1"}}, Section{"one", true, {"2"}}}));
  EXPECT_NE(message.find("two sections 'one'"), std::string::npos) << message;
}

TEST(SectionFile, RefusesWhatIsNoModel) {
  for (const std::string bytes : {"", "version https://git-lfs.github.com/spec/v1\n", "PK\x03\x04"}) {
    EXPECT_NE(opening_error(bytes).find("is not a taxon model file"), std::string::npos) << bytes;
  }
}

TEST(SectionFile, RefusesEveryCut) {
  const auto bytes = written(std::array{Section{"one", true, {"abc"}}, Section{"two", false, {"defg"}}});
  for (std::size_t n = 0; n < bytes.size(); ++n) EXPECT_NE(opening_error(bytes.substr(0, n)), "") << n;
  EXPECT_NE(opening_error(bytes + '\0'), "");
  EXPECT_EQ(opening_error(bytes), "");
}

TEST(SectionFile, RefusesEveryFlippedBit) {
  auto bytes = written(std::array{Section{"one", true, {"abc"}}, Section{"two", false, {"defg"}}});
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    const char mask = static_cast<char>(1U << (bit % 8));
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ mask);
    EXPECT_NE(opening_error(bytes), "") << "bit " << bit;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ mask);
  }
}

}  // namespace
}  // namespace taxon
