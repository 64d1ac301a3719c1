#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace taxon {

// Where a rewritten text got longer or shorter: bytes [from, from + from_size) of the original became bytes
// [to, to + to_size) of the result. In rising order; all between the changes is as long as it was.
struct LengthChange {
  std::size_t from = 0, from_size = 0, to = 0, to_size = 0;
};
using LengthChanges = std::vector<LengthChange>;

// Leads positions of a rewritten text back to the original. Positions must be asked for in rising order.
class WayBack {
 public:
  explicit WayBack(const LengthChanges& changes) : changes_(changes) {}

  // Where what stands at `to` starts in the original; inside a change: where the change starts.
  std::size_t begin(std::size_t to);
  // Where what ends before `to` ends in the original; inside a change: where the change ends.
  std::size_t end(std::size_t to);

 private:
  const LengthChanges& changes_;
  std::size_t passed_ = 0;  // changes that start before the position
};

// Python's str.lower(): Unicode's full mapping, final sigma and U+0130 included, the same in every locale.
// text: well-formed UTF-8 of less than 2 GiB (a longer one throws Error). Overwrites both results.
void lowercase(std::string_view text, std::string& lowered, LengthChanges& changes);

}  // namespace taxon
