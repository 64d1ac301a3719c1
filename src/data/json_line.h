#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace taxon {

// A member of a line's JSON object.
struct JsonMember {
  // kList: of strings, numbers and booleans; kOther: an object or any other list.
  enum class Kind { kString, kNumber, kBoolean, kNull, kList, kOther } kind = Kind::kNull;
  std::string key;
  std::string text;                // UTF-8 of a string; a number's or boolean's characters as they stand
  std::vector<std::string> items;  // of a list, each like text
};

// Takes the lines of a JSON Lines file apart. Each must be one JSON object (RFC 8259), with numbers of any
// size and kMaxDepth levels at most. Everything throws Error naming file and line for what is wrong with the
// line at hand. For one thread.
class JsonLine {
 public:
  // way_out: what the errors tell the user to do, as "mend the line".
  explicit JsonLine(std::string way_out) : way_out_(std::move(way_out)) {}

  // Reads a line. Throws Error for what is no JSON object, and for half of a surrogate pair in it, which
  // stands for no character.
  void parse(std::string_view line, const Where& where);

  // The line's members in their order, valid until the next one is read.
  std::span<const JsonMember> members() const { return members_; }
  // The member of that key. Throws Error where there is none, listing the keys there are, or two; `option`
  // chooses another key.
  const JsonMember& find(const std::string& key, const std::string& option) const;
  // The strings of the keys that `names` (column_names()) names, joined by line ends. Throws Error where one
  // is missing or is no string.
  std::string text(const std::string& names) const;
  // Its names or itself, where a label is wanted: see read_json_lines(). They point into the member. Throws
  // Error where it is none.
  std::vector<std::string_view> labels(const JsonMember& member) const;

  static constexpr int kMaxDepth = 512;

 private:
  [[noreturn]] void refuse(const std::string& what, const std::string& key = "") const;

  std::string way_out_;
  Where where_;
  std::string strict_;           // the line as the JSON library is given it
  std::vector<bool> is_number_;  // of its strings and keys in their order: whether a number stood there
  std::vector<JsonMember> members_;
};

}  // namespace taxon
