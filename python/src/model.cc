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

// As type stubs show them.
using Answers = nb::typed<nb::list, nb::typed<nb::tuple, nb::str, float>>;
using Tokens = nb::typed<nb::list, nb::typed<nb::tuple, nb::str, int, int, int>>;

// What is classified before signals are looked at, so that Ctrl-C waits for no more: so many texts, and of
// those that are not the first in it so many bytes.
constexpr std::size_t kTextsAtOnce = 1024;
constexpr std::size_t kBytesAtOnce = std::size_t{4} << 20U;

// How many texts make the next group.
std::size_t next_group(std::span<const std::string> texts) {
  std::size_t count = 0;
  for (std::size_t bytes = 0; count < std::min(kTextsAtOnce, texts.size()); ++count) {
    bytes += texts[count].size();
    if (count > 0 && bytes > kBytesAtOnce) break;
  }
  return count;
}

Answers to_answers(const std::vector<Answer>& answers) {
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
  for (std::size_t begin = 0, count = 0; begin < texts.size(); begin += count) {
    count = next_group(std::span(texts).subspan(begin));
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
Tokens tokens(const PythonModel& self, nb::handle value) {
  const std::string text = text_of(value, "the text");
  const auto found = without_gil([&] { return self.model().tokens(text); });
  CharacterPlaces places(text);
  nb::list list;
  for (const auto& token : found) {
    const std::size_t begin = places.at(token.begin);
    list.append(nb::make_tuple(to_str(token.text), begin, places.at(token.end), token.id));
  }
  return list;
}

std::vector<std::int32_t> ids(const PythonModel& self, nb::handle value) {
  const std::string text = text_of(value, "the text");
  return without_gil([&] { return self.model().ids(text); });
}

Answers top(PythonModel& self, nb::handle value, std::size_t k) {
  const std::string text = text_of(value, "the text");
  const Model model = self.model();
  return to_answers(without_gil([&] { return model.top(text, k); }));
}

PythonModel load(nb::handle path, nb::handle options) {
  const std::string name = label_of(path, "the path");
  const Options given = options_of(options);
  return without_gil([&] { return PythonModel(Model::load(name, given), given); });
}

void save(const PythonModel& self, nb::handle path) {
  const std::string name = label_of(path, "the path");
  without_gil([&] { self.model().save(name); });
}

PythonModel from_bytes(const nb::bytes& bytes, nb::handle options) {
  const Options given = options_of(options);
  const std::string_view view(bytes.c_str(), bytes.size());
  return without_gil([&] { return PythonModel(Model::from_bytes(view, given), given); });
}

nb::bytes to_bytes(const PythonModel& self) {
  const std::string bytes = without_gil([&] { return self.model().bytes(); });
  return nb::bytes(bytes.data(), bytes.size());
}

}  // namespace

PythonModel::PythonModel(Model model, Options options)
    : model_(std::move(model)), options_(std::move(options)) {}

void bind_model(nb::module_& module) {
  nb::class_<PythonModel>(module, "NativeModel", "taxon::Model; options are pairs of name and text.")
      .def_static("load", &load, nb::arg("path"), nb::arg("options"))
      .def_static("from_bytes", &from_bytes, nb::arg("bytes"), nb::arg("options"))
      .def("save", &save, nb::arg("path"))
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
      .def("top", &top, nb::arg("text").none(), nb::arg("k"),
           "(label, probability) of each, most probable first")
      .def("tokens", &tokens, nb::arg("text").none(), "(text, begin, end, id) of each; places in characters")
      .def("reject_below", [](const PythonModel& self) { return self.model().reject_below(); })
      .def("ids", &ids, nb::arg("text").none());
}

}  // namespace taxon::python
