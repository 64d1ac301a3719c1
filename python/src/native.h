#pragma once

#include <nanobind/nanobind.h>

#include <memory>
#include <optional>
#include <span>
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
using StrList = nb::typed<nb::list, nb::str>;  // list[str], as type stubs show it

// What bind_… adds to the module: exceptions, the option list; Model and what it answers with; TextSet,
// train(); evaluate() and compare().
void bind_errors(nb::module_& module);
void bind_options(nb::module_& module);
void bind_model(nb::module_& module);
void bind_training(nb::module_& module);
void bind_evaluation(nb::module_& module);

// A str as UTF-8, bytes as they are. what: "text 3", for messages. Throws taxon::Error for a str with half a
// surrogate pair, nb::type_error for anything else.
std::string text_of(nb::handle value, const std::string& what);
// Of any iterable but a single str or bytes.
std::vector<std::string> texts_of(nb::handle values, const std::string& what);

// Labels, file names and what messages say of them are bytes: what is not UTF-8 becomes half surrogates, as
// Python does with file names.
nb::str to_str(std::string_view bytes);
StrList to_list(std::span<const std::string> names);
std::string label_of(nb::handle value, const std::string& what);
std::vector<std::string> labels_of(nb::handle values, const std::string& what);
// Of (name, text) pairs; a text may be a path.
Options options_of(nb::handle pairs);

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

// TextSet that says so when a training has used it up, and that none uses up while it is read without the
// GIL.
class PythonTextSet {
 public:
  explicit PythonTextSet(TextSet set) : set_(std::move(set)) {}

  // Keeps a set from being taken. Made and ended with the GIL.
  class Reading {
   public:
    explicit Reading(PythonTextSet& set) : set_(set) { ++set_.readers_; }
    ~Reading() { --set_.readers_; }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

   private:
    PythonTextSet& set_;
  };

  bool is_used_up() const { return !set_; }
  const TextSet& set() const {
    if (!set_) throw Error("these texts were used up by a training; make or read the set again");
    return *set_;
  }
  // Throws Error where take() would.
  void require_takeable() const {
    static_cast<void>(set());
    if (readers_ > 0) throw Error("these texts are being read by another thread; train when it is done");
  }
  TextSet take() {
    require_takeable();
    TextSet taken = std::move(*set_);
    set_.reset();
    return taken;
  }

 private:
  std::optional<TextSet> set_;
  int readers_ = 0;
};

}  // namespace taxon::python
