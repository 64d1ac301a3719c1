#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/json_output.h"
#include "cli/load_data.h"
#include "cli/output.h"
#include "model/classifier.h"
#include "model/model_file.h"
#include "report/metrics.h"

namespace taxon {
namespace {

// A wider confusion matrix does not fit a screen; the largest mistakes are listed instead.
constexpr std::size_t kMaxMatrixClasses = 25;
constexpr std::size_t kListedMistakes = 20;

std::size_t label_width(std::span<const std::string> labels) {
  std::size_t width = 5;
  for (const auto& label : labels) width = std::max(width, label.size());
  return std::min(width, std::size_t{40});
}

std::string class_table(std::span<const std::string> labels, const Metrics& m) {
  const auto width = label_width(labels);
  std::string text = fmt::format("{:>3}  {:<{}}  precision  recall      f1  support\n", "", "class", width);
  for (std::size_t c = 0; c < labels.size(); ++c) {
    const auto& f = m.classes[c];
    text += fmt::format("{:>3}  {:<{}}  {:9.4f}  {:6.4f}  {:6.4f}  {:7}\n", c, labels[c], width, f.precision,
                        f.recall, f.f1, f.support);
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
    text += fmt::format("{:>7}  {} taken for {}\n", m.confusion[i], labels[i / labels.size()],
                        labels[i % labels.size()]);
  }
  return text;
}

std::string evaluation_text(std::span<const std::string> labels, const Metrics& m) {
  const auto absent = static_cast<std::int64_t>(labels.size()) - m.macro_classes;
  std::string text = fmt::format("texts              {}\n", m.n);
  text += fmt::format("loss               {:.4f}\naccuracy           {:.4f}\n", m.loss, m.accuracy);
  text += fmt::format("macro-F1           {:.4f}  over {} classes{}\n", m.macro_f1, m.macro_classes,
                      absent > 0 ? fmt::format("; {} neither occur nor are answered", absent) : "");
  text += fmt::format("calibration error  {:.4f}\n\n", m.calibration_error);
  text += class_table(labels, m) + "\n";
  return text + (labels.size() <= kMaxMatrixClasses ? confusion_matrix(m, labels.size())
                                                    : largest_mistakes(labels, m));
}

}  // namespace

int run_evaluate(const Settings& settings) {
  const Classifier model = load_model(settings.model);
  const Dataset data = load_evaluation_data(settings, model.labels);
  ThreadPool pool(settings.threads);
  const auto logits = ClassifierRun(model, pool, settings.precision, settings.memory).logits(data.texts);
  const auto metrics = compute_metrics(logits, data.single_labels(), model.labels.size());
  write_output(settings.json ? evaluation_json(model.labels, metrics)
                             : evaluation_text(model.labels, metrics));
  return 0;
}

}  // namespace taxon
