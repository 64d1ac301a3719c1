#include "text/lowercase.h"

#include <clocale>
#include <cstdlib>

#include "base/sha256.h"
#include "text/golden.h"

namespace taxon {
namespace {

std::string lower(std::string_view text) {
  std::string lowered;
  LengthChanges changes;
  lowercase(text, lowered, changes);
  return lowered;
}

std::string utf8(std::uint32_t point) {
  const auto tail = [&](unsigned shift) { return static_cast<char>(0x80U | ((point >> shift) & 0x3FU)); };
  if (point < 0x80) return {static_cast<char>(point)};
  if (point < 0x800) return {static_cast<char>(0xC0U | (point >> 6U)), tail(0)};
  if (point < 0x10000) return {static_cast<char>(0xE0U | (point >> 12U)), tail(6), tail(0)};
  return {static_cast<char>(0xF0U | (point >> 18U)), tail(12), tail(6), tail(0)};
}

TEST(Lowercase, MapsEveryCodePointAsPython) {
  Sha256 sha;
  for (std::uint32_t point = 0; point < 0x110000; ++point) {
    if (point >= 0xD800 && point < 0xE000) continue;
    char hex[16];
    std::snprintf(hex, sizeof(hex), "%x:", static_cast<unsigned>(point));
    sha.update(hex + lower(utf8(point)) + "\n");
  }
  EXPECT_EQ(sha.hex(), golden("lower_all").get<std::string>());
}

TEST(Lowercase, TellsFinalSigmasAsPython) {
  EXPECT_EQ(golden("lower").size(), 300U);
  for (const auto& item : golden("lower")) EXPECT_EQ(lower(item[0].get<std::string>()), item[1]) << item[0];
}

// Row 14: with the user's rules, a Turk's I would become a dotless i.
TEST(Lowercase, IsTheSameInEveryLocale) {
  setenv("LC_ALL", "tr_TR.UTF-8", 1);
  std::setlocale(LC_ALL, "");
  EXPECT_EQ(lower("IRMAK \u0130"), "irmak i\u0307");
  unsetenv("LC_ALL");
  std::setlocale(LC_ALL, "C");
}

TEST(WayBack, LeadsThroughChangesOfLength) {
  std::string lowered;
  LengthChanges changes;
  // İ: 2 bytes become 3; the Kelvin sign: 3 become 1.
  lowercase("a\u0130\u212Ab", lowered, changes);
  ASSERT_EQ(lowered, "ai\u0307kb");
  ASSERT_EQ(changes.size(), 2U);
  const std::vector<std::size_t> begins{0, 1, 1, 1, 3, 6}, ends{0, 1, 3, 3, 3, 6, 7};
  WayBack begin_way(changes), end_way(changes);
  for (std::size_t i = 0; i < begins.size(); ++i) EXPECT_EQ(begin_way.begin(i), begins[i]) << i;
  for (std::size_t i = 0; i < ends.size(); ++i) EXPECT_EQ(end_way.end(i), ends[i]) << i;
}

}  // namespace
}  // namespace taxon
