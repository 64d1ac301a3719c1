#include "cli/figure_rows.h"

#include <fmt/format.h>

namespace taxon {
namespace {

constexpr char kIntervals[] = "95 % interval";

std::string plain(double figure) {
  return fmt::format("{:.4f}", figure);
}

std::string with_interval(double figure, const BootstrapInterval& range) {
  return fmt::format("{:.4f} ({:.3f} to {:.3f})", figure, range.low, range.high);
}

std::vector<FigureRow> rows_of(const Metrics& m, const Judgement& judgement) {
  const auto absent = static_cast<std::int64_t>(m.classes.size()) - m.macro_classes;
  const auto& intervals = judgement.intervals;
  std::vector<FigureRow> rows = {
      {"texts", fmt::format("{}", m.n), ""},
      {"loss", plain(m.loss), ""},
      {"accuracy", with_interval(m.accuracy, intervals.accuracy), kIntervals},
      {"macro-F1", with_interval(m.macro_f1, intervals.macro_f1),
       fmt::format("over {} classes{}", m.macro_classes,
                   absent > 0 ? fmt::format("; {} neither occur nor are answered", absent) : "")},
      {"calibration error", plain(m.calibration_error), ""}};
  if (const auto& at = judgement.rejecting) {
    rows.push_back({"answered", plain(at->share),
                    fmt::format("of the texts, with a probability from {}", at->reject_below)});
    rows.push_back({"accuracy of these", plain(at->accuracy), ""});
  }
  return rows;
}

std::vector<FigureRow> rows_of(const MultiLabelMetrics& m, const Judgement& judgement) {
  const auto& intervals = judgement.intervals;
  return {
      {"texts", fmt::format("{}", m.n), ""},
      {"loss", plain(m.loss), ""},
      {"accuracy", plain(m.accuracy), "of text and class, each at 0.5"},
      {"subset accuracy", with_interval(m.subset_accuracy, intervals.accuracy),
       fmt::format("{}; of texts with all their labels right", kIntervals)},
      {"micro-F1", with_interval(m.micro_f1, intervals.micro_f1), ""},
      {"macro-F1", with_interval(m.macro_f1, intervals.macro_f1), ""},
      {"average precision",
       fmt::format("{:.4f} micro, {:.4f} macro", m.micro_average_precision, m.macro_average_precision), ""}};
}

}  // namespace

std::vector<FigureRow> figure_rows(const Judgement& judgement) {
  return std::visit([&](const auto& figures) { return rows_of(figures, judgement); }, judgement.figures);
}

}  // namespace taxon
