#include <nanobind/nanobind.h>
#include <nanobind/stl/pair.h>
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

using Weights = std::vector<std::pair<nb::object, float>>;

struct PythonTrained {
  PythonModel model;
  std::vector<EpochFigures> history;
  int best_epoch;
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
class Callbacks {
 public:
  Callbacks(nb::object on_batch, nb::object on_epoch)
      : on_batch_(std::move(on_batch)), on_epoch_(std::move(on_epoch)) {}

  void batch(const BatchFigures& figures) {
    with_gil([&] {
      look_for_signals();
      if (!on_batch_.is_none() && stop == 0) heeding_interrupts([&] { on_batch_(figures); });
    });
  }

  void epoch(const EpochFigures& figures) {
    with_gil([&] {
      look_for_signals();
      if (on_epoch_.is_none()) return;
      heeding_interrupts([&] {
        const nb::object answer = on_epoch_(figures);
        if (nb::isinstance<nb::bool_>(answer) && nb::cast<bool>(answer)) stop = SIGTERM;
      });
    });
  }

  // What a signal handler raised, if one did. `trained` is given to it, so that what was reached is not lost.
  void raise_interrupt(nb::object trained) {
    if (!interrupt_) return;
    nb::setattr(interrupt_->value(), "trained", trained);
    interrupt_->restore();
    interrupt_.reset();
    nb::raise_python_error();
  }

  std::atomic<int> stop = 0;

 private:
  // Ctrl-C may well come while a callback is at work; it then ends the training as at any other time.
  template <class Call>
  void heeding_interrupts(const Call& call) {
    try {
      call();
    } catch (nb::python_error& error) {
      if (!error.matches(PyExc_KeyboardInterrupt)) throw;
      interrupt_.emplace(std::move(error));
      stop = SIGINT;
    }
  }

  void look_for_signals() {
    if (interrupt_ || PyErr_CheckSignals() == 0) return;
    interrupt_.emplace();  // takes over what was raised
    stop = SIGINT;
  }

  nb::object on_batch_, on_epoch_;
  std::optional<nb::python_error> interrupt_;
};

std::optional<TrainedModel> run(TrainRequest request, Callbacks& callbacks) {
  request.on_batch = [&](const BatchFigures& figures) { callbacks.batch(figures); };
  request.on_epoch = [&](const EpochFigures& figures) { callbacks.epoch(figures); };
  request.stop = &callbacks.stop;
  return without_gil([&]() -> std::optional<TrainedModel> {
    try {
      return train(std::move(request));
    } catch (const Interrupted&) {
      return std::nullopt;  // before there was a model; raise_interrupt() says the rest
    }
  });
}

nb::object train_texts(PythonTextSet& texts, PythonTextSet* valid, const Options& options,
                       const Weights& weights, nb::object on_batch, nb::object on_epoch) {
  TrainRequest request{.texts = texts.take(), .options = options};
  if (valid) request.valid = valid->take();
  for (const auto& [label, weight] : weights) {
    request.class_weights.emplace_back(label_of(label, "a label of class_weight"), weight);
  }
  Callbacks callbacks(std::move(on_batch), std::move(on_epoch));
  auto trained = run(std::move(request), callbacks);
  nb::object result = nb::none();
  if (trained) {
    result = nb::cast(PythonTrained{.model = {std::move(trained->model), classify_options(options)},
                                    .history = std::move(trained->history),
                                    .best_epoch = trained->best_epoch,
                                    .end = name_of(trained->end),
                                    .notes = std::move(trained->notes)});
  }
  callbacks.raise_interrupt(result);
  return result;
}

PythonTextSet from_labels(nb::handle texts, nb::handle labels) {
  return PythonTextSet(TextSet::from_labels(texts_of(texts, "text"), labels_of(labels, "label")));
}

PythonTextSet from_label_sets(nb::handle texts, nb::handle label_sets) {
  std::vector<std::vector<std::string>> sets;
  for (const nb::handle labels : label_sets) {
    sets.push_back(labels_of(labels, "of text " + std::to_string(sets.size()) + " label"));
  }
  return PythonTextSet(TextSet::from_label_sets(texts_of(texts, "text"), sets));
}

PythonTextSet read(const std::vector<std::string>& paths, const Options& options) {
  return PythonTextSet(without_gil([&] { return TextSet::read(paths, options); }));
}

nb::list texts_list(const PythonTextSet& self) {
  nb::list list;
  for (const auto& text : self.set().texts()) list.append(nb::str(text.data(), text.size()));
  return list;
}

// Of each text the labels it has.
nb::list label_lists(const PythonTextSet& self) {
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

nb::list class_list(const PythonTextSet& self) {
  nb::list list;
  for (const auto& name : self.set().classes()) list.append(to_str(name));
  return list;
}

void bind_figures(nb::module_& module) {
  nb::class_<EpochFigures>(module, "EpochFigures",
                           "An epoch; without validation texts its val_ figures are NaN.")
      .def_ro("epoch", &EpochFigures::epoch, "From 1.")
      .def_ro("loss", &EpochFigures::loss)
      .def_ro("accuracy", &EpochFigures::accuracy)
      .def_ro("val_loss", &EpochFigures::val_loss)
      .def_ro("val_accuracy", &EpochFigures::val_accuracy)
      .def_ro("learning_rate", &EpochFigures::learning_rate, "That this epoch was trained with.")
      .def_ro("seconds", &EpochFigures::seconds, "Wall time, validation included.");
  nb::class_<BatchFigures>(module, "BatchFigures", "How far an epoch is.")
      .def_ro("epoch", &BatchFigures::epoch, "From 1.")
      .def_ro("epochs", &BatchFigures::epochs, "At most.")
      .def_ro("texts_done", &BatchFigures::texts_done, "In this epoch.")
      .def_ro("texts", &BatchFigures::texts, "In this epoch.")
      .def_ro("loss", &BatchFigures::loss, "Running mean of this epoch.")
      .def_ro("accuracy", &BatchFigures::accuracy, "Running mean of this epoch.")
      .def_ro("texts_per_second", &BatchFigures::texts_per_second);
}

}  // namespace

void bind_training(nb::module_& module) {
  bind_figures(module);
  nb::class_<PythonTextSet>(module, "NativeTextSet", "taxon::TextSet; a training uses it up.")
      .def_static("read", &read, nb::arg("paths"), nb::arg("options"))
      .def_static("from_labels", &from_labels, nb::arg("texts"), nb::arg("labels"))
      .def_static("from_label_sets", &from_label_sets, nb::arg("texts"), nb::arg("label_sets"))
      .def("size", [](const PythonTextSet& self) { return self.set().size(); })
      .def("multi_label", [](const PythonTextSet& self) { return self.set().multi_label(); })
      .def("classes", &class_list)
      .def("texts", &texts_list)
      .def("labels", &label_lists)
      .def("notes", [](const PythonTextSet& self) { return self.set().notes(); });
  nb::class_<PythonTrained>(module, "NativeTrained", "taxon::TrainedModel")
      .def(
          "take_model", [](PythonTrained& self) { return std::move(self.model); }, "Once.")
      .def_ro("history", &PythonTrained::history)
      .def_ro("best_epoch", &PythonTrained::best_epoch)
      .def_ro("end", &PythonTrained::end)
      .def_ro("notes", &PythonTrained::notes);
  module.def("train", &train_texts, nb::arg("texts"), nb::arg("valid").none(), nb::arg("options"),
             nb::arg("weights"), nb::arg("on_batch").none(), nb::arg("on_epoch").none(),
             nb::sig("def train(texts: NativeTextSet, valid: NativeTextSet | None, options: "
                     "collections.abc.Sequence[tuple[str, str]], weights: "
                     "collections.abc.Sequence[tuple[object, float]], on_batch: object, on_epoch: object) -> "
                     "NativeTrained"),
             "on_epoch ends the training by returning True. What a signal handler raises (KeyboardInterrupt) "
             "has the "
             "attribute trained: what was reached, or None.");
}

}  // namespace taxon::python
