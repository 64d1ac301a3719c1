#include "text/lowercase.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/edits.h>

#include <limits>

#include "base/check.h"
#include "base/error.h"
#include "base/utf8.h"

namespace taxon {

std::size_t WayBack::begin(std::size_t to) {
  while (passed_ < changes_.size() && changes_[passed_].to <= to) ++passed_;
  if (passed_ == 0) return to;
  const LengthChange& last = changes_[passed_ - 1];
  if (to < last.to + last.to_size) return last.from;
  return last.from + last.from_size + (to - last.to - last.to_size);
}

std::size_t WayBack::end(std::size_t to) {
  while (passed_ < changes_.size() && changes_[passed_].to < to) ++passed_;
  // begin() may have passed a change that starts right here.
  std::size_t before = passed_;
  while (before > 0 && changes_[before - 1].to >= to) --before;
  if (before == 0) return to;
  const LengthChange& last = changes_[before - 1];
  if (to < last.to + last.to_size) return last.from + last.from_size;
  return last.from + last.from_size + (to - last.to - last.to_size);
}

void lowercase(std::string_view text, std::string& lowered, LengthChanges& changes) {
  changes.clear();
  lowered.clear();
  if (is_ascii(text)) {
    lowered = text;
    for (char& c : lowered) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    return;
  }
  if (text.size() > std::numeric_limits<int32_t>::max()) {
    throw Error("a text is longer than 2 GiB; cut it into shorter ones");
  }
  // The root locale: with the user's, Turkish would lower I to a dotless i.
  constexpr const char* kRoot = "";
  icu::StringByteSink<std::string> sink(&lowered, static_cast<int32_t>(text.size()));
  icu::Edits edits;
  UErrorCode status = U_ZERO_ERROR;
  icu::CaseMap::utf8ToLower(kRoot, 0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink,
                            &edits, status);
  TAXON_CHECK(U_SUCCESS(status));
  for (auto edit = edits.getFineChangesIterator(); edit.next(status);) {
    if (edit.oldLength() == edit.newLength()) continue;
    changes.push_back(
        {static_cast<std::size_t>(edit.sourceIndex()), static_cast<std::size_t>(edit.oldLength()),
         static_cast<std::size_t>(edit.destinationIndex()), static_cast<std::size_t>(edit.newLength())});
  }
  TAXON_CHECK(U_SUCCESS(status));
}

}  // namespace taxon
