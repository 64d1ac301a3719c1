#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <atomic>
#include <csignal>
#include <optional>

#include "gil.h"
#include "native.h"
#include "taxon/train.h"

namespace taxon::python {
namespace {

// In the order of the fields of taxon.EpochFigures and taxon.BatchFigures.
nb::tuple to_tuple(const EpochFigures& f) {
  return nb::make_tuple(f.epoch, f.loss, f.accuracy, f.val_loss, f.val_accuracy, f.learning_rate, f.seconds);
}

nb::tuple to_tuple(const BatchFigures& f) {
  return nb::make_tuple(f.epoch, f.epochs, f.texts_done, f.texts, f.loss, f.accuracy, f.texts_per_second);
}

// (texts, of linear, networks, joined: loss, accuracy)
nb::tuple to_tuple(const JudgedParts& parts) {
  const auto pair = [](const PartFigures& f) { return nb::make_tuple(f.loss, f.accuracy); };
  return nb::make_tuple(parts.texts, pair(parts.linear), pair(parts.networks), pair(parts.joined));
}

struct PythonTrained {
  std::optional<PythonModel> model;  // until it is taken
  std::vector<EpochFigures> history;
  int best_epoch;
  JudgedParts valid, held_out;
  std::string end;
  std::vector<std::string> notes;
};

std::string name_of(TrainEnd end) {
  switch (end) {
    case TrainEnd::kEpochsDone:
      return "epochs done";
    case TrainEnd::kEarlyStopping:
      return "early stopping";
    case TrainEnd::kStopped:
      break;
  }
  return "stopped";
}

// Those options that a model is opened with, so that a copy of it by pickle works as it did.
Options classify_options(const Options& options) {
  Options kept;
  for (const auto& known : options_for(OptionUse::kClassify)) {
    for (const auto& option : options) {
      if (option.first == known.name) kept.push_back(option);
    }
  }
  return kept;
}

// The callbacks of one training. train() runs without the GIL, and so in its batches other Python threads
// run; between two batches it looks whether Python has a signal to handle, which is what makes Ctrl-C work.
// What a signal handler or a callback raises ends the training at the next batch.
class Callbacks {
 public:
  Callbacks(nb::object on_batch, nb::object on_epoch)
      : on_batch_(std::move(on_batch)), on_epoch_(std::move(on_epoch)) {}

  void batch(const BatchFigures& figures) {
    with_gil([&] {
      const nb::tuple values = to_tuple(figures);
      keeping([&] {
        if (!on_batch_.is_none()) call(on_batch_, values);
      });
    });
  }

  void epoch(const EpochFigures& figures) {
    with_gil([&] {
      const nb::tuple values = to_tuple(figures);
      keeping([&] {
        if (!on_epoch_.is_none() && nb::cast<bool>(call(on_epoch_, values))) stop = SIGTERM;
      });
    });
  }

  // Raises what ended the training, if something did, or what a signal since then raises. It is given
  // `trained`, so that what was reached is not lost.
  void raise_again(nb::handle trained) {
    keeping([] {});
    if (!raised_) return;
    // An exception's class may forbid attributes; what was raised is worth more then.
    if (PyObject_SetAttrString(raised_->value().ptr(), "trained", trained.ptr()) != 0) PyErr_Clear();
    raised_->restore();
    raised_.reset();
    nb::raise_python_error();
  }

  std::atomic<int> stop = 0;

 private:
  static nb::object call(const nb::object& callback, const nb::tuple& values) {
    return outliving_python([&] { return callback(values); });
  }

  template <class Body>
  void keeping(const Body& body) {
    if (raised_) return;
    try {
      if (PyErr_CheckSignals() != 0) nb::raise_python_error();
      body();
    } catch (nb::python_error& error) {
      raised_.emplace(std::move(error));
      stop = SIGINT;
    }
  }

  nb::object on_batch_, on_epoch_;
  std::optional<nb::python_error> raised_;
};

std::optional<TrainedModel> run(TrainRequest request, Callbacks& callbacks) {
  request.on_batch = [&](const BatchFigures& figures) { callbacks.batch(figures); };
  request.on_epoch = [&](const EpochFigures& figures) { callbacks.epoch(figures); };
  request.stop = &callbacks.stop;
  return without_gil([&]() -> std::optional<TrainedModel> {
    try {
      return train(std::move(request));
    } catch (const Interrupted&) {
      return std::nullopt;  // before there was a model; raise_again() says the rest
    }
  });
}

// Throws Error for options that no texts could be trained with, so that those at hand are not used up for
// nothing: a training without texts says what is wrong with its options before it says that.
void check_options(const Options& options) {
  try {
    train({.texts = TextSet::from_labels({}, {}), .options = options});
  } catch (const Error& error) {
    if (error.where().file != "texts") throw;
  }
}

nb::object train_texts(PythonTextSet& texts, PythonTextSet* valid, nb::handle option_pairs,
                       nb::handle weights, nb::object on_batch, nb::object on_epoch) {
  const Options options = options_of(option_pairs);
  std::vector<std::pair<std::string, float>> class_weights;
  for (const nb::handle pair : weights) {
    class_weights.emplace_back(label_of(pair[0], "a label of class_weight"), nb::cast<float>(pair[1]));
  }
  without_gil([&] { check_options(options); });
  if (valid == &texts) throw Error("texts and valid are one set; give other texts, or valid_fraction");
  if (valid) valid->require_takeable();
  TrainRequest request{.texts = texts.take(), .options = options, .class_weights = std::move(class_weights)};
  if (valid) request.valid = valid->take();

  Callbacks callbacks(std::move(on_batch), std::move(on_epoch));
  auto trained = run(std::move(request), callbacks);
  nb::object result = nb::none();
  if (trained) {
    result =
        nb::cast(PythonTrained{.model = PythonModel(std::move(trained->model), classify_options(options)),
                               .history = std::move(trained->history),
                               .best_epoch = trained->best_epoch,
                               .valid = trained->valid,
                               .held_out = trained->held_out,
                               .end = name_of(trained->end),
                               .notes = std::move(trained->notes)});
  }
  callbacks.raise_again(result);
  return result;
}

PythonModel take_model(PythonTrained& trained) {
  if (!trained.model) throw Error("the model was taken already");
  PythonModel model = std::move(*trained.model);
  trained.model.reset();
  return model;
}

PythonTextSet from_labels(nb::handle texts, nb::handle labels) {
  auto text_list = texts_of(texts, "text");
  const auto label_list = labels_of(labels, "label");
  return PythonTextSet(without_gil([&] { return TextSet::from_labels(std::move(text_list), label_list); }));
}

PythonTextSet from_label_sets(nb::handle texts, nb::handle label_sets) {
  std::vector<std::vector<std::string>> sets;
  for (const nb::handle labels : label_sets) {
    sets.push_back(labels_of(labels, "of text " + std::to_string(sets.size()) + " label"));
  }
  auto text_list = texts_of(texts, "text");
  return PythonTextSet(without_gil([&] { return TextSet::from_label_sets(std::move(text_list), sets); }));
}

PythonTextSet read(nb::handle paths, nb::handle options) {
  const auto names = labels_of(paths, "path");
  const Options given = options_of(options);
  return PythonTextSet(without_gil([&] { return TextSet::read(names, given); }));
}

StrList texts_list(const PythonTextSet& self) {
  nb::list list;
  for (const auto& text : self.set().texts()) list.append(nb::str(text.data(), text.size()));
  return list;
}

// Of each text the labels it has.
nb::typed<nb::list, StrList> label_lists(const PythonTextSet& self) {
  std::vector<nb::str> names;
  for (const auto& name : self.set().classes()) names.push_back(to_str(name));
  nb::list list;
  for (std::size_t i = 0; i < self.set().size(); ++i) {
    nb::list labels;
    for (const std::int32_t index : self.set().labels(i))
      labels.append(names[static_cast<std::size_t>(index)]);
    list.append(labels);
  }
  return list;
}

}  // namespace

void bind_training(nb::module_& module) {
  nb::class_<PythonTextSet>(module, "NativeTextSet", "taxon::TextSet; a training uses it up.")
      .def_static("read", &read, nb::arg("paths"), nb::arg("options"))
      .def_static("from_labels", &from_labels, nb::arg("texts"), nb::arg("labels"))
      .def_static("from_label_sets", &from_label_sets, nb::arg("texts"), nb::arg("label_sets"))
      .def("size", [](const PythonTextSet& self) { return self.set().size(); })
      .def("multi_label", [](const PythonTextSet& self) { return self.set().multi_label(); })
      .def("classes", [](const PythonTextSet& self) { return to_list(self.set().classes()); })
      .def("texts", &texts_list)
      .def("labels", &label_lists)
      .def("notes", [](const PythonTextSet& self) { return to_list(self.set().notes()); })
      .def("is_used_up", &PythonTextSet::is_used_up);
  nb::class_<PythonTrained>(module, "NativeTrained", "taxon::TrainedModel")
      .def("take_model", &take_model, "Once.")
      .def("history",
           [](const PythonTrained& self) -> nb::typed<nb::list, nb::tuple> {
             nb::list epochs;
             for (const auto& epoch : self.history) epochs.append(to_tuple(epoch));
             return epochs;
           })
      .def_ro("best_epoch", &PythonTrained::best_epoch)
      .def("valid", [](const PythonTrained& self) { return to_tuple(self.valid); })
      .def("held_out", [](const PythonTrained& self) { return to_tuple(self.held_out); })
      .def_ro("end", &PythonTrained::end)
      .def("notes", [](const PythonTrained& self) { return to_list(self.notes); });
  module.def("train", &train_texts, nb::arg("texts"), nb::arg("valid").none(), nb::arg("options"),
             nb::arg("weights"), nb::arg("on_batch").none(), nb::arg("on_epoch").none(),
             nb::sig("def train(texts: NativeTextSet, valid: NativeTextSet | None, options: "
                     "collections.abc.Sequence[tuple[str, str]], weights: "
                     "collections.abc.Sequence[tuple[object, float]], on_batch: object, on_epoch: object) -> "
                     "NativeTrained"),
             "Callbacks get tuples; on_epoch answers whether to end the training. What they or a signal "
             "handler raise has the attribute trained: what was reached, or None.");
}

}  // namespace taxon::python
