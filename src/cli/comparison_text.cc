#include "cli/comparison_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/one_line_text.h"
#include "cli/figure_rows.h"

namespace taxon {
namespace {

// A difference that comes by chance more often says little; the usual convention.
constexpr double kOften = 0.05;

std::string side_by_side(const Judgement& a, const Judgement& b) {
  const auto rows_a = figure_rows(a), rows_b = figure_rows(b);
  std::size_t width = 1;
  for (const auto& row : rows_a) width = std::max(width, row.value.size());
  std::string text = fmt::format("{:<17}  {:<{}}  B\n", "", "A", width);
  for (std::size_t i = 0; i < rows_a.size(); ++i) {
    text += fmt::format("{:<17}  {:<{}}  {}\n", rows_a[i].name, rows_a[i].value, width, rows_b[i].value);
  }
  return text + "(95 % intervals in brackets)\n";
}

// "17 of 1,000 cases".
std::string how_often(double p_value) {
  if (p_value < 0.001) return "less than 1 of 1,000 cases";
  if (p_value >= 0.9995) return "all of 1,000 cases";
  return fmt::format("{:.0f} of 1,000 cases", 1000 * p_value);
}

std::string verdict(const PairedOutcomes& o) {
  const std::int64_t more = o.only_b_right - o.only_a_right;
  if (more == 0) return "Both are right on equally many texts.\n";
  const auto texts = std::abs(more);
  return fmt::format(
      "{} is right on {} text{} more; such a difference comes by chance in {}{} (McNemar's exact test).\n",
      more > 0 ? "B" : "A", texts, texts == 1 ? "" : "s", how_often(o.p_value),
      o.p_value > kOften ? ", too many to tell from these texts which model is better" : "");
}

}  // namespace

std::string comparison_text(const JudgedModel& a, const JudgedModel& b, const PairedOutcomes& o) {
  std::string text = fmt::format("A  {}\nB  {}\n\n", one_line_text(a.path), one_line_text(b.path));
  text += side_by_side(a.judgement, b.judgement) + "\n";
  text += fmt::format("texts    {:>8}  {:>8}\n", "B right", "B wrong");
  text += fmt::format("A right  {:8}  {:8}\nA wrong  {:8}  {:8}\n\n", o.both_right, o.only_a_right,
                      o.only_b_right, o.both_wrong);
  return text + verdict(o);
}

}  // namespace taxon
