#include "data/newsgroups.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace taxon {
namespace {

// What Python's str.isspace says yes to, as UTF-8.
constexpr std::array<std::string_view, 29> kSpaces = {
    "\t",     "\n",     "\v",     "\f",     "\r",     "\x1C",   "\x1D",   "\x1E",   "\x1F",   " ",
    "\u0085", "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
    "\u2007", "\u2008", "\u2009", "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"};

// The length of the white space that `at_edge` finds, 0 if it finds none.
template <class AtEdge>
std::size_t space_length(const AtEdge& at_edge) {
  for (const std::string_view space : kSpaces) {
    if (at_edge(space)) return space.size();
  }
  return 0;
}

// Python's str.strip().
std::string_view strip_space(std::string_view text) {
  const auto at_start = [&](std::string_view space) { return text.starts_with(space); };
  const auto at_end = [&](std::string_view space) { return text.ends_with(space); };
  while (const std::size_t length = space_length(at_start)) text.remove_prefix(length);
  while (const std::size_t length = space_length(at_end)) text.remove_suffix(length);
  return text;
}

// Blank or hyphens only; the hyphens may have white space around them, not between them.
bool is_rule(std::string_view line) {
  return strip_space(line).find_first_not_of('-') == std::string_view::npos;
}

bool quotes(std::string_view line) {
  constexpr std::array<std::string_view, 5> kAnywhere = {"writes in", "writes:", "wrote:", "says:", "said:"};
  constexpr std::array<std::string_view, 4> kAtStart = {"In article", "Quoted from", "|", ">"};
  return std::any_of(kAtStart.begin(), kAtStart.end(), [&](auto s) { return line.starts_with(s); }) ||
         std::any_of(kAnywhere.begin(), kAnywhere.end(),
                     [&](auto s) { return line.find(s) != std::string_view::npos; });
}

}  // namespace

std::string_view strip_headers(std::string_view text) {
  const std::size_t blank = text.find("\n\n");
  return blank == std::string_view::npos ? std::string_view() : text.substr(blank + 2);
}

std::string_view strip_footer(std::string_view text) {
  std::string_view above = strip_space(text);
  for (;;) {
    const std::size_t newline = above.rfind('\n');
    if (newline == std::string_view::npos) return text;  // only the first line is left, which never goes
    const std::string_view line = above.substr(newline + 1);
    above = above.substr(0, newline);
    if (is_rule(line)) return above;
  }
}

std::string strip_quotes(std::string_view text) {
  std::string kept;
  bool first = true;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (!quotes(line)) {
      if (!first) kept += '\n';
      kept += line;
      first = false;
    }
    begin = end + 1;
  }
  return kept;
}

}  // namespace taxon
