#include "taxon/evaluation.h"

#include <nanobind/nanobind.h>

#include <cstddef>

#include "gil.h"
#include "native.h"

namespace taxon::python {
namespace {

// As type stubs show them.
using Figures = nb::typed<nb::dict, nb::str, nb::any>;

nb::list to_list(const Interval& interval) {
  nb::list pair;
  pair.append(interval.low);
  pair.append(interval.high);
  return pair;
}

nb::dict to_dict(const AnsweredShare& at) {
  nb::dict figures;
  figures["share"] = at.share;
  figures["reject_below"] = at.reject_below;
  figures["texts"] = at.texts;
  figures["accuracy"] = at.accuracy;
  return figures;
}

nb::list to_list(const std::vector<ReliabilityBin>& bins) {
  nb::list list;
  for (const auto& bin : bins) {
    nb::dict figures;
    figures["low"] = bin.low;
    figures["high"] = bin.high;
    figures["texts"] = bin.texts;
    figures["probability"] = bin.probability;
    figures["accuracy"] = bin.accuracy;
    list.append(figures);
  }
  return list;
}

nb::list class_figures(const Evaluation& e, bool multi_label) {
  nb::list list;
  for (const auto& c : e.classes) {
    nb::dict figures;
    figures["label"] = to_str(c.label);
    figures["precision"] = c.precision;
    figures["recall"] = c.recall;
    figures["f1"] = c.f1;
    if (multi_label) figures["average_precision"] = c.average_precision;
    figures["support"] = c.support;
    list.append(figures);
  }
  return list;
}

nb::list confusion_rows(const Evaluation& e) {
  const std::size_t classes = e.classes.size();
  nb::list rows;
  for (std::size_t i = 0; i < classes; ++i) {
    nb::list row;
    for (std::size_t j = 0; j < classes; ++j) row.append(e.confusion[i * classes + j]);
    rows.append(row);
  }
  return rows;
}

// The fields of `taxon evaluate --json`, which has those of one kind of model only.
Figures to_dict(const Evaluation& e, bool multi_label) {
  nb::dict all;
  all["n"] = e.n;
  all["loss"] = e.loss;
  all["accuracy"] = e.accuracy;
  all["macro_f1"] = e.macro_f1;
  all["macro_f1_interval"] = to_list(e.macro_f1_interval);
  all["classes"] = class_figures(e, multi_label);
  if (multi_label) {
    all["subset_accuracy"] = e.subset_accuracy;
    all["subset_accuracy_interval"] = to_list(e.subset_accuracy_interval);
    all["micro_f1"] = e.micro_f1;
    all["micro_f1_interval"] = to_list(e.micro_f1_interval);
    all["micro_average_precision"] = e.micro_average_precision;
    all["macro_average_precision"] = e.macro_average_precision;
    return all;
  }
  all["accuracy_interval"] = to_list(e.accuracy_interval);
  all["macro_f1_classes"] = e.macro_f1_classes;
  all["calibration_error"] = e.calibration_error;
  all["reliability"] = to_list(e.reliability);
  nb::list answered;
  for (const auto& at : e.answered) answered.append(to_dict(at));
  all["answered"] = answered;
  if (e.rejecting) all["rejecting"] = to_dict(*e.rejecting);
  all["confusion"] = confusion_rows(e);
  return all;
}

Figures evaluate(const PythonModel& self, PythonTextSet& texts) {
  const PythonTextSet::Reading reading(texts);
  const auto evaluation = without_gil([&] { return self.model().evaluate(texts.set()); });
  return to_dict(evaluation, self.model().multi_label());
}

Figures compare_models(const PythonModel& a, const PythonModel& b, PythonTextSet& texts) {
  const PythonTextSet::Reading reading(texts);
  const auto found = without_gil([&] { return compare(a.model(), b.model(), texts.set()); });
  nb::dict all;
  all["a"] = to_dict(found.a, a.model().multi_label());
  all["b"] = to_dict(found.b, b.model().multi_label());
  all["both_right"] = found.both_right;
  all["only_a_right"] = found.only_a_right;
  all["only_b_right"] = found.only_b_right;
  all["both_wrong"] = found.both_wrong;
  all["p_value"] = found.p_value;
  return all;
}

}  // namespace

void bind_evaluation(nb::module_& module) {
  module.def("evaluate", &evaluate, nb::arg("model"), nb::arg("texts"));
  module.def("compare", &compare_models, nb::arg("a"), nb::arg("b"), nb::arg("texts"));
}

}  // namespace taxon::python
