#include "data/word_vectors.h"

#include <cmath>
#include <optional>

#include "base/error.h"
#include "base/parse_number.h"

namespace taxon {
namespace {

constexpr std::string_view kBlanks = " \t";

// Takes the last field off, and the blanks behind it.
std::string_view take_last_field(std::string_view& line) {
  line = line.substr(0, line.find_last_not_of(kBlanks) + 1);
  const std::string_view field = line.substr(line.find_last_of(kBlanks) + 1);
  line.remove_suffix(field.size());
  return field;
}

// Nothing for what is no finite number. What is too small for a float is 0 or the smallest one.
std::optional<float> finite_number(std::string_view field) {
  const auto value = parse_number<float>(field);
  if (value) return std::isfinite(*value) ? value : std::nullopt;
  const auto wide = parse_number<double>(field);
  if (!wide || !(std::abs(*wide) < 1.0)) return std::nullopt;
  return static_cast<float>(*wide);
}

std::string counted(std::uint64_t n) {
  return std::to_string(n) + (n == 1 ? " number" : " numbers");
}

}  // namespace

WordVectorReader::WordVectorReader(const std::string& path)
    : source_(path, "utf-8", OnBadBytes::kReplace), lines_(source_) {
  source_.digest_into(sha_);
}

void WordVectorReader::refuse(const std::string& what) const {
  throw Error({.file = source_.name(), .line = lines_.number()}, what);
}

bool WordVectorReader::next_line(std::string_view& line) {
  while (lines_.next(line)) {
    if (!is_blank(line)) return true;
  }
  return false;
}

// What the first line says of the others.
void WordVectorReader::begin(std::string_view line) {
  begun_ = true;
  std::string_view rest = line;
  const auto last = take_last_field(rest), first = take_last_field(rest);
  const auto count = parse_number<std::uint64_t>(first), size = parse_number<std::uint64_t>(last);
  std::uint64_t numbers = 0;
  if (count && size && is_blank(rest)) {
    has_count_ = true;
    count_ = *count;
    numbers = *size;
  } else {
    rest = line;
    // The first field is a word, or begins one.
    for (auto field = take_last_field(rest); finite_number(field) && !is_blank(rest); ++numbers) {
      field = take_last_field(rest);
    }
  }
  if (numbers < 1 || numbers > kMostNumbers) {
    refuse("a word has " + counted(numbers) + " by the first line; vectors of 1 to " +
           std::to_string(kMostNumbers) + " are read, in lines WORD NUMBER ... NUMBER (word2vec's binary " +
           "form is not)");
  }
  numbers_.resize(numbers);
}

void WordVectorReader::parse(std::string_view line) {
  const std::string form = "; a line is a word and " + counted(numbers_.size());
  std::string_view rest = line;
  for (std::size_t i = numbers_.size(); i-- > 0;) {
    const auto field = take_last_field(rest);
    if (rest.empty()) refuse("has only " + counted(numbers_.size() - 1 - i) + form);
    const auto value = finite_number(field);
    if (!value) refuse(quoted_name(field) + " is not a finite number" + form);
    numbers_[i] = *value;
  }
  word_ = rest.substr(0, rest.find_last_not_of(kBlanks) + 1);
  // A number too many must not pass for the end of a word.
  if (const auto at = word_.find_last_of(kBlanks);
      at != std::string_view::npos && finite_number(word_.substr(at + 1))) {
    refuse("has more than " + counted(numbers_.size()) + form);
  }
}

bool WordVectorReader::next() {
  std::string_view line;
  bool any = next_line(line);
  if (any && !begun_) {
    begin(line);
    if (has_count_) any = next_line(line);
  }
  if (!any) {
    if (words_ == 0) throw Error({.file = source_.name()}, "holds no word vectors; give a file that does");
    if (has_count_ && words_ != count_) {
      throw Error({.file = source_.name()}, "ends after " + std::to_string(words_) + " of the " +
                                                std::to_string(count_) +
                                                " words that its first line tells of; get it again");
    }
    return false;
  }
  if (has_count_ && words_ == count_) {
    refuse("goes on after the " + std::to_string(count_) +
           " words that its first line tells of; correct that line or get the file again");
  }
  parse(line);
  ++words_;
  return true;
}

}  // namespace taxon
