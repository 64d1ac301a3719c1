#include "data/similar_labels.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <map>

namespace taxon {
namespace {

icu::UnicodeString folded(const std::string& label) {
  icu::UnicodeString text = icu::UnicodeString::fromUTF8(label), plain;
  text.foldCase();
  bool blank = false;
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    if (u_isUWhiteSpace(c)) {
      blank = true;
      continue;
    }
    if (blank && !plain.isEmpty()) plain.append(u' ');
    blank = false;
    plain.append(c);
  }
  return plain;
}

}  // namespace

std::vector<std::vector<std::int32_t>> similar_labels(std::span<const std::string> classes) {
  std::map<icu::UnicodeString, std::vector<std::int32_t>> groups;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    groups[folded(classes[c])].push_back(static_cast<std::int32_t>(c));
  }
  std::vector<std::vector<std::int32_t>> similar;
  for (auto& [name, group] : groups) {
    if (group.size() > 1) similar.push_back(std::move(group));
  }
  std::ranges::sort(similar);
  return similar;
}

}  // namespace taxon
