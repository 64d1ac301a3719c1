#pragma once

#include <nanobind/nanobind.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "taxon/model.h"
#include "taxon/options.h"
#include "taxon/text_set.h"

// taxon._native: the public C++ headers for Python, with as little of Python's comforts as can be; those
// stand in python/taxon. All functions here need the GIL, unless they say otherwise.
namespace taxon::python {

namespace nb = nanobind;

// What bind_… adds to the module: exceptions, the option list; Model and what it answers with; TextSet,
// train().
void bind_errors(nb::module_& module);
void bind_options(nb::module_& module);
void bind_model(nb::module_& module);
void bind_training(nb::module_& module);

// A str as UTF-8, bytes as they are. what: "text 3", for messages. Throws taxon::Error for a str with half a
// surrogate pair, nb::type_error for anything else.
std::string text_of(nb::handle value, const std::string& what);
// Of any iterable but a single str or bytes.
std::vector<std::string> texts_of(nb::handle values, const char* what);

// Labels and file names are bytes: what is not UTF-8 becomes half surrogates, as Python does with file names.
nb::str to_str(std::string_view bytes);
std::string label_of(nb::handle value, const std::string& what);
std::vector<std::string> labels_of(nb::handle values, const std::string& what);

// Model with what Python needs beside it to pickle it.
class PythonModel {
 public:
  PythonModel(Model model, Options options);

  const Model& model() const { return model_; }
  // Of OptionUse::kClassify, that the model was opened with.
  const Options& options() const { return options_; }

 private:
  Model model_;
  Options options_;
};

// TextSet that says so when a training has used it up.
class PythonTextSet {
 public:
  explicit PythonTextSet(TextSet set) : set_(std::move(set)) {}

  const TextSet& set() const {
    if (!set_) throw Error("these texts were used up by a training; make or read the set again");
    return *set_;
  }
  TextSet take() {
    static_cast<void>(set());
    TextSet taken = std::move(*set_);
    set_.reset();
    return taken;
  }

 private:
  std::optional<TextSet> set_;
};

}  // namespace taxon::python
