#include "data/json_line.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/error.h"
#include "data/byte_finder.h"
#include "data/column_names.h"

namespace taxon {
namespace {

using Json = nlohmann::json;
using Kind = JsonMember::Kind;

std::string kind_name(Kind kind) {
  switch (kind) {
    case Kind::kString:
      return "a string";
    case Kind::kNumber:
      return "a number";
    case Kind::kBoolean:
      return "a boolean";
    case Kind::kNull:
      return "null";
    case Kind::kList:
      return "a list";
    case Kind::kOther:
      break;
  }
  return "an object or a list of other things";
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t digits(std::string_view text, std::size_t from) {
  while (from < text.size() && is_digit(text[from])) ++from;
  return from;
}

// Whether all of it is a number as JSON has them.
bool is_number(std::string_view text) {
  std::size_t i = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = i;
  i = digits(text, i);
  if (i == whole || (text[whole] == '0' && i > whole + 1)) return false;
  if (i < text.size() && text[i] == '.') {
    const std::size_t fraction = i + 1;
    i = digits(text, fraction);
    if (i == fraction) return false;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    const std::size_t exponent = i;
    i = digits(text, exponent);
    if (i == exponent) return false;
  }
  return i == text.size();
}

// The end of the string that begins with a quote at `begin`; the line's end if it does not end.
std::size_t string_end(std::string_view line, std::size_t begin) {
  static const ByteFinder finder({'"', '\\', '"', '\\'});
  std::size_t i = finder.find(line, begin + 1);
  while (i < line.size() && line[i] == '\\') i = finder.find(line, std::min(i + 2, line.size()));
  return std::min(i + 1, line.size());
}

// Puts numbers in quotes: the library would round them, and refuse those that fit no double. What is no
// number by JSON's rules stays as it is, for the library to refuse.
void quote_numbers(std::string_view line, std::string& strict, std::vector<bool>& was_number) {
  strict.clear();
  was_number.clear();
  for (std::size_t i = 0; i < line.size();) {
    const std::size_t begin = i;
    if (line[i] == '"') {
      i = string_end(line, i);
      was_number.push_back(false);
      strict += line.substr(begin, i - begin);
      continue;
    }
    if (line[i] != '-' && !is_digit(line[i])) {
      strict += line[i++];
      continue;
    }
    i = std::min(line.find_first_not_of("0123456789+-.eE", i), line.size());
    const auto token = line.substr(begin, i - begin);
    const bool number = is_number(token);
    if (number) was_number.push_back(true);
    strict.append(number ? "\"" : "").append(token).append(number ? "\"" : "");
  }
}

// Collects the members as the library meets them.
class Collector : public nlohmann::json_sax<Json> {
 public:
  Collector(const std::vector<bool>& was_number, std::vector<JsonMember>& members)
      : was_number_(was_number), members_(members) {}

  bool null() override { return scalar(Kind::kNull, ""); }
  bool boolean(bool value) override { return scalar(Kind::kBoolean, value ? "true" : "false"); }
  // All numbers stand in quotes, and text holds no binary values.
  bool number_integer(number_integer_t) override { return fail("a number is not written as JSON has it"); }
  bool number_unsigned(number_unsigned_t) override { return number_integer(0); }
  bool number_float(number_float_t, const string_t&) override { return number_integer(0); }
  bool binary(binary_t&) override { return number_integer(0); }
  bool string(string_t& value) override {
    return scalar(next_is_number() ? Kind::kNumber : Kind::kString, std::move(value));
  }
  bool key(string_t& value) override {
    if (next_is_number()) return fail("a number is no key");
    if (depth_ == 1) {
      members_.emplace_back();
      members_.back().key = std::move(value);
    }
    return true;
  }
  bool start_object(std::size_t) override {
    if (depth_ > 0) members_.back().kind = Kind::kOther;
    return deeper();
  }
  bool end_object() override {
    --depth_;
    return true;
  }
  bool start_array(std::size_t) override {
    if (depth_ == 0) return fail("a list is no object");
    members_.back().kind = depth_ == 1 ? Kind::kList : Kind::kOther;
    return deeper();
  }
  bool end_array() override { return end_object(); }
  bool parse_error(std::size_t, const std::string&, const Json::exception& error) override {
    // "[json.exception.parse_error.101] parse error at line 1, column 3: WHAT". The column would be off by
    // the quotes put in.
    const std::string text = error.what();
    const auto colon = text.find(": ");
    return fail(colon == std::string::npos ? text : text.substr(colon + 2));
  }

  const std::string& fault() const { return fault_; }

 private:
  bool fail(const std::string& what) {
    // The library quotes what it read last, which may be long.
    constexpr std::size_t kLongest = 200;
    if (fault_.empty()) fault_ = printable(std::string_view(what).substr(0, kLongest));
    return false;
  }
  bool next_is_number() {
    TAXON_CHECK(strings_ < was_number_.size());
    return was_number_[strings_++];
  }
  bool deeper() { return ++depth_ <= JsonLine::kMaxDepth || fail("it is nested too deeply"); }
  bool scalar(Kind kind, std::string text) {
    if (depth_ == 0) return fail(kind_name(kind) + " is no object");
    auto& member = members_.back();
    if (depth_ == 1) {
      member.kind = kind;
      member.text = std::move(text);
    } else if (depth_ == 2 && member.kind == Kind::kList && kind != Kind::kNull) {
      member.items.push_back(std::move(text));
    } else {
      member.kind = Kind::kOther;
    }
    return true;
  }

  const std::vector<bool>& was_number_;
  std::vector<JsonMember>& members_;
  std::size_t strings_ = 0;
  int depth_ = 0;
  std::string fault_;
};

}  // namespace

void JsonLine::refuse(const std::string& what, const std::string& key) const {
  throw Error({.file = where_.file, .line = where_.line, .field = key}, what + "; " + way_out_);
}

void JsonLine::parse(std::string_view line, const Where& where) {
  where_ = where;
  members_.clear();
  // To the library a NUL is the end of its input.
  if (line.find('\0') != std::string_view::npos) refuse("is no JSON object: it holds a NUL byte");
  quote_numbers(line, strict_, is_number_);
  Collector collector(is_number_, members_);
  if (!Json::sax_parse(strict_, &collector)) refuse("is no JSON object: " + collector.fault());
}

const JsonMember& JsonLine::find(const std::string& key, const std::string& option) const {
  const auto found = std::ranges::find(members_, key, &JsonMember::key);
  if (found == members_.end()) {
    std::vector<std::string> keys;
    for (const auto& member : members_) keys.push_back(member.key);
    throw Error(where_, "has no key " + quoted_name(key) + ", its keys are " + quoted_names(keys) +
                            "; choose one with " + option + ", or " + way_out_);
  }
  const auto same = [&](const JsonMember& member) { return member.key == key; };
  if (std::any_of(found + 1, members_.end(), same)) refuse("has the key " + quoted_name(key) + " twice");
  return *found;
}

std::string JsonLine::text(const std::string& names) const {
  const auto is_known = [this](const std::string& name) {
    return std::ranges::find(members_, name, &JsonMember::key) != members_.end();
  };
  std::string text;
  bool first = true;
  for (const auto& name : column_names(names, is_known)) {
    const auto& member = find(name, "--text-column");
    if (member.kind != Kind::kString) {
      refuse("is " + kind_name(member.kind) + " where a string is needed", member.key);
    }
    text.append(std::exchange(first, false) ? "" : "\n").append(member.text);
  }
  return text;
}

std::vector<std::string_view> JsonLine::labels(const JsonMember& member) const {
  std::vector<std::string_view> labels;
  switch (member.kind) {
    case Kind::kString:
    case Kind::kNumber:
    case Kind::kBoolean:
      labels.push_back(member.text);
      break;
    case Kind::kList:
      labels.assign(member.items.begin(), member.items.end());
      break;
    case Kind::kNull:
    case Kind::kOther:
      refuse(
          "is " + kind_name(member.kind) + " where a label is needed: a string, a number or a list of them",
          member.key);
  }
  if (std::ranges::find(labels, "") != labels.end()) refuse("has an empty label", member.key);
  return labels;
}

}  // namespace taxon
