#include "taxon/model.h"

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <memory>

#include "gil.h"
#include "native.h"

namespace taxon::python {
namespace {

// Texts that are classified before signals are looked at, so that Ctrl-C waits for no more than these.
constexpr std::size_t kTextsAtOnce = 1024;

nb::list to_list(std::span<const std::string> labels) {
  nb::list list;
  for (const auto& label : labels) list.append(to_str(label));
  return list;
}

nb::list to_answers(const std::vector<Answer>& answers) {
  nb::list list;
  for (const auto& answer : answers) list.append(nb::make_tuple(to_str(answer.label), answer.probability));
  return list;
}

nb::ndarray<nb::numpy, float, nb::ndim<2>> probabilities(const PythonModel& self, nb::handle values) {
  const auto texts = texts_of(values, "text");
  const Model model = self.model();
  const std::size_t classes = model.labels().size();
  auto owned = std::make_unique<float[]>(std::max<std::size_t>(1, texts.size() * classes));
  const std::span<float> all(owned.get(), texts.size() * classes);
  for (std::size_t begin = 0; begin < texts.size(); begin += kTextsAtOnce) {
    const std::size_t count = std::min(kTextsAtOnce, texts.size() - begin);
    without_gil([&] {
      try {
        model.probabilities(std::span(texts).subspan(begin, count),
                            all.subspan(begin * classes, count * classes));
      } catch (const Error&) {
        // Its message counts texts from the group's first; over all of them it is that of the whole call.
        if (begin != 0) model.probabilities(texts, all);
        throw;
      }
    });
    if (PyErr_CheckSignals() != 0) nb::raise_python_error();
  }
  float* data = owned.release();
  const nb::capsule owner(data, [](void* floats) noexcept { delete[] static_cast<float*>(floats); });
  return {data, {texts.size(), classes}, owner};
}

// Places in UTF-8 bytes to places in characters: rising calls each go on from where the last one ended.
class CharacterPlaces {
 public:
  explicit CharacterPlaces(std::string_view text) : text_(text) {}

  std::size_t at(std::size_t byte) {
    if (byte < byte_) byte_ = characters_ = 0;
    for (; byte_ < byte; ++byte_) characters_ += (static_cast<unsigned char>(text_[byte_]) & 0xC0U) != 0x80U;
    return characters_;
  }

 private:
  std::string_view text_;
  std::size_t byte_ = 0, characters_ = 0;
};

// (text, begin, end, id) of each token; places count characters.
nb::list tokens(const PythonModel& self, nb::handle value) {
  const std::string text = text_of(value, "the text");
  CharacterPlaces places(text);
  nb::list list;
  for (const auto& token : self.model().tokens(text)) {
    const std::size_t begin = places.at(token.begin);
    list.append(nb::make_tuple(to_str(token.text), begin, places.at(token.end), token.id));
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

nb::dict to_dict(const Evaluation& e, bool multi_label) {
  nb::dict all;
  all["n"] = e.n;
  all["loss"] = e.loss;
  all["accuracy"] = e.accuracy;
  all["macro_f1"] = e.macro_f1;
  all["classes"] = class_figures(e, multi_label);
  if (multi_label) {
    all["subset_accuracy"] = e.subset_accuracy;
    all["micro_f1"] = e.micro_f1;
    all["micro_average_precision"] = e.micro_average_precision;
    all["macro_average_precision"] = e.macro_average_precision;
    return all;
  }
  all["macro_f1_classes"] = e.macro_f1_classes;
  all["calibration_error"] = e.calibration_error;
  const std::size_t classes = e.classes.size();
  nb::list rows;
  for (std::size_t i = 0; i < classes; ++i) {
    nb::list row;
    for (std::size_t j = 0; j < classes; ++j) row.append(e.confusion[i * classes + j]);
    rows.append(row);
  }
  all["confusion"] = rows;
  return all;
}

PythonModel from_bytes(const nb::bytes& bytes, const Options& options) {
  const std::string_view view(bytes.c_str(), bytes.size());
  return without_gil([&] { return PythonModel(Model::from_bytes(view, options), options); });
}

nb::bytes to_bytes(const PythonModel& self) {
  const std::string bytes = self.model().bytes();
  return nb::bytes(bytes.data(), bytes.size());
}

}  // namespace

PythonModel::PythonModel(Model model, Options options)
    : model_(std::move(model)), options_(std::move(options)) {}

void bind_model(nb::module_& module) {
  nb::class_<PythonModel>(module, "NativeModel", "taxon::Model; options are pairs of name and text.")
      .def_static(
          "load",
          [](const std::string& path, const Options& options) {
            return without_gil([&] { return PythonModel(Model::load(path, options), options); });
          },
          nb::arg("path"), nb::arg("options"))
      .def_static("from_bytes", &from_bytes, nb::arg("bytes"), nb::arg("options"))
      .def(
          "save",
          [](const PythonModel& self, const std::string& path) {
            without_gil([&] { self.model().save(path); });
          },
          nb::arg("path"))
      .def("to_bytes", &to_bytes)
      .def("options", [](const PythonModel& self) { return self.options(); })
      .def("labels", [](const PythonModel& self) { return to_list(self.model().labels()); })
      .def("multi_label", [](const PythonModel& self) { return self.model().multi_label(); })
      .def("thresholds",
           [](const PythonModel& self) {
             const auto thresholds = self.model().thresholds();
             return std::vector<float>(thresholds.begin(), thresholds.end());
           })
      .def("info_json", [](const PythonModel& self) { return to_str(self.model().info_json()); })
      .def("probabilities", &probabilities, nb::arg("texts"), "(texts, classes), float32")
      .def(
          "top",
          [](const PythonModel& self, nb::handle text, std::size_t k) {
            return to_answers(self.model().top(text_of(text, "the text"), k));
          },
          nb::arg("text"), nb::arg("k"), "(label, probability) of each, most probable first")
      .def(
          "labels_of",
          [](const PythonModel& self, nb::handle text) {
            return to_answers(self.model().labels_of(text_of(text, "the text")));
          },
          nb::arg("text"))
      .def("tokens", &tokens, nb::arg("text"), "(text, begin, end, id) of each; places in characters")
      .def(
          "ids",
          [](const PythonModel& self, nb::handle text) {
            return self.model().ids(text_of(text, "the text"));
          },
          nb::arg("text"))
      .def(
          "evaluate",
          [](const PythonModel& self, const PythonTextSet& texts) {
            const Model model = self.model();
            const TextSet& set = texts.set();
            return to_dict(without_gil([&] { return model.evaluate(set); }), model.multi_label());
          },
          nb::arg("texts"));
}

}  // namespace taxon::python
