#include "cli/evaluation_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/one_line_text.h"
#include "cli/figure_rows.h"

namespace taxon {
namespace {

// A wider confusion matrix does not fit a screen; the largest mistakes are listed instead.
constexpr std::size_t kMaxMatrixClasses = 25;
constexpr std::size_t kListedMistakes = 20;

// A row a class: its number, its name, its figures and, where there are some, those of more(class).
template <class Figures, class More>
std::string class_table(std::span<const std::string> labels, const std::string& more_head,
                        const Figures& figures, const More& more) {
  std::size_t width = 5;
  for (const auto& label : labels) width = std::max(width, one_line_text(label).size());
  width = std::min(width, std::size_t{40});
  std::string text =
      fmt::format("{:>3}  {:<{}}  precision  recall      f1  support{}\n", "", "class", width, more_head);
  for (std::size_t c = 0; c < labels.size(); ++c) {
    const ClassMetrics& f = figures(c);
    text += fmt::format("{:>3}  {:<{}}  {:9.4f}  {:6.4f}  {:6.4f}  {:7}{}\n", c, one_line_text(labels[c]),
                        width, f.precision, f.recall, f.f1, f.support, more(c));
  }
  return text;
}

std::string confusion_matrix(const Metrics& m, std::size_t classes) {
  const auto largest = *std::max_element(m.confusion.begin(), m.confusion.end());
  const auto width = std::max(fmt::formatted_size("{}", largest), fmt::formatted_size("{}", classes - 1)) + 1;
  std::string text = "confusion: rows are the true classes, columns the answers\n   ";
  for (std::size_t c = 0; c < classes; ++c) text += fmt::format("{:>{}}", c, width);
  for (std::size_t i = 0; i < m.confusion.size(); ++i) {
    if (i % classes == 0) text += fmt::format("\n{:>3}", i / classes);
    // Zeros as dots let the mistakes stand out.
    text += m.confusion[i] == 0 ? fmt::format("{:>{}}", '.', width)
                                : fmt::format("{:>{}}", m.confusion[i], width);
  }
  return text + "\n";
}

std::string largest_mistakes(std::span<const std::string> labels, const Metrics& m) {
  std::vector<std::size_t> cells;
  for (std::size_t i = 0; i < m.confusion.size(); ++i) {
    if (i / labels.size() != i % labels.size() && m.confusion[i] > 0) cells.push_back(i);
  }
  std::stable_sort(cells.begin(), cells.end(),
                   [&](std::size_t a, std::size_t b) { return m.confusion[a] > m.confusion[b]; });
  cells.resize(std::min(cells.size(), kListedMistakes));
  std::string text = "the most frequent mistakes (--json has the whole confusion matrix)\n";
  for (const auto i : cells) {
    text += fmt::format("{:>7}  {} taken for {}\n", m.confusion[i], one_line_text(labels[i / labels.size()]),
                        one_line_text(labels[i % labels.size()]));
  }
  return text;
}

std::string figures_text(const Judgement& judgement) {
  std::string text;
  for (const auto& row : figure_rows(judgement)) {
    text += fmt::format("{:<17}  {}{}{}\n", row.name, row.value, row.note.empty() ? "" : "  ", row.note);
  }
  return text + "\n";
}

std::string reliability_table(const Metrics& m) {
  std::string text = "reliability: answers by their probability, its mean, and the share that is right\n";
  text += fmt::format("{:<13}  {:>7}  {:>6}  {:>6}\n", "probability", "texts", "mean", "right");
  for (const auto& bin : m.reliability) {
    if (bin.texts == 0) continue;
    text += fmt::format("{:.4f}-{:.4f}  {:7}  {:.4f}  {:.4f}\n", bin.low, bin.high, bin.texts,
                        bin.probability, bin.accuracy);
  }
  return text + "\n";
}

std::string answered_table(const Metrics& m) {
  std::string text =
      "rejecting: how many texts are answered with --reject-below, and the share that is right\n";
  text += fmt::format("{:>8}  {:>7}  {:>6}  reject below\n", "answered", "texts", "right");
  for (const auto& at : m.answered) {
    text +=
        fmt::format("{:6.0f} %  {:7}  {:.4f}  {}\n", 100 * at.share, at.texts, at.accuracy, at.reject_below);
  }
  return text + "\n";
}

std::string details_text(const Classifier& model, const Metrics& m) {
  const std::span<const std::string> labels = model.labels;
  std::string text = reliability_table(m) + answered_table(m);
  text += class_table(
      labels, "", [&](std::size_t c) { return m.classes[c]; }, [](std::size_t) { return ""; });
  return text + "\n" +
         (labels.size() <= kMaxMatrixClasses ? confusion_matrix(m, labels.size())
                                             : largest_mistakes(labels, m));
}

std::string details_text(const Classifier& model, const MultiLabelMetrics& m) {
  return class_table(
      model.labels, "  average precision  threshold", [&](std::size_t c) { return m.classes[c].found; },
      [&](std::size_t c) {
        return fmt::format("  {:17.4f}  {:9.4f}", m.classes[c].average_precision, model.thresholds[c]);
      });
}

}  // namespace

std::string evaluation_text(const Classifier& model, const Judgement& judgement) {
  return figures_text(judgement) +
         std::visit([&](const auto& figures) { return details_text(model, figures); }, judgement.figures);
}

}  // namespace taxon
