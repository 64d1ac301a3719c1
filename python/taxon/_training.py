"""Training."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ._columns import label_name
from ._figures import BatchFigures, EpochFigures
from ._inputs import as_pair, as_text_set
from ._model import Model
from ._native import Error, NativeTrained
from ._native import train as native_train
from ._options import option_texts
from ._progress import Progress

OnEpoch = Callable[[EpochFigures], Any]
OnBatch = Callable[[BatchFigures], Any]


@dataclass(frozen=True)
class Trained:
    """What a training gives."""

    model: Model
    """A single network with the weights of the best epoch; several, or one with a linear part, joined."""
    history: dict[str, list[float]]
    """Of each figure its value after each epoch, as Keras has it: epoch, loss, accuracy, val_loss and val_accuracy
    (where there were validation texts), learning_rate, seconds. pandas.DataFrame(history) is a table of it."""
    best_epoch: int
    """From 1; 0 where there are several networks or none, which are kept as their last epoch left them."""
    valid: dict[str, Any]
    """How the parts of the model do on the validation texts: "texts", their number, and for "linear" (the linear part,
    or the baseline of a model without one), "networks" and "joined" {"loss": …, "accuracy": …} where there is such a
    part."""
    held_out: dict[str, Any]
    """The same on training texts, of which each part left out its own; a network judges those it has not seen."""
    end: str
    """Why it ended: "epochs done", "early stopping", "stopped" (by a callback or Ctrl-C)."""
    notes: list[str]
    """What the program prints as notes."""


def _history(epochs: list[EpochFigures]) -> dict[str, list[float]]:
    names = list(EpochFigures._fields)
    if all(e.val_loss != e.val_loss for e in epochs):  # NaN
        names = [name for name in names if not name.startswith("val_")]
    return {name: [getattr(epoch, name) for epoch in epochs] for name in names}


def _judged(native: tuple[int, tuple[float, float], tuple[float, float], tuple[float, float]]) -> dict[str, Any]:
    texts, *parts = native
    named = zip(("linear", "networks", "joined"), parts, strict=True)
    figures = {name: {"loss": loss, "accuracy": accuracy} for name, (loss, accuracy) in named if loss == loss}
    return {"texts": texts, **figures}


def _trained(native: NativeTrained) -> Trained:
    return Trained(
        model=Model(native.take_model()),
        history=_history([EpochFigures(*values) for values in native.history()]),
        best_epoch=native.best_epoch,
        valid=_judged(native.valid()),
        held_out=_judged(native.held_out()),
        end=native.end,
        notes=native.notes(),
    )


def _weights(class_weight: Any, options: dict[str, Any]) -> list[tuple[str, float]]:
    """Label and weight of each class that class_weight names; where it is the option's own value, that goes there."""
    if hasattr(class_weight, "items"):
        return [(label_name(label, "a label of class_weight"), float(w)) for label, w in class_weight.items()]
    if isinstance(class_weight, str) and class_weight != "balanced" and not os.path.exists(class_weight):
        raise Error(f"class_weight: {class_weight!r} is neither 'balanced' nor a file; a weight by label is a dict")
    options["class_weight"] = class_weight
    return []


def _calls(callback: Any, name: str) -> list[Callable[[Any], Any]]:
    """The callback, or none, as a list."""
    if callback is not None and not callable(callback):
        raise TypeError(f"{name} is a function to call, not {type(callback).__name__}")
    return [] if callback is None else [callback]


class _Calls:
    """What a training calls: the caller's own callbacks, and the progress that is shown."""

    def __init__(self, on_epoch: OnEpoch | None, on_batch: OnBatch | None, shown: Progress | None) -> None:
        self._on_epoch = _calls(on_epoch, "on_epoch")
        self._on_batch = _calls(on_batch, "on_batch")
        if shown:
            self._on_epoch.insert(0, shown.on_epoch)
            self._on_batch.insert(0, lambda batch: shown.on_batch(time.monotonic(), batch))

    def epoch(self, values: tuple[Any, ...]) -> bool:
        """Whether to end the training. values: those of EpochFigures."""
        answers = [call(EpochFigures(*values)) for call in self._on_epoch]
        return any(isinstance(answer, (bool, np.bool_)) and bool(answer) for answer in answers)

    def batch(self, values: tuple[Any, ...]) -> None:
        """values: those of BatchFigures."""
        for call in self._on_batch:
            call(BatchFigures(*values))

    def of_native(self) -> tuple[Any, Any]:
        """on_batch and on_epoch for the native training, which is spared a call for nothing."""
        return (self.batch if self._on_batch else None, self.epoch if self._on_epoch else None)


def train(
    texts: Any,
    labels: Any = None,
    *,
    valid: Any = None,
    class_weight: str | os.PathLike[str] | Mapping[Any, float] | None = None,
    on_epoch: OnEpoch | None = None,
    on_batch: OnBatch | None = None,
    progress: bool = False,
    **options: Any,
) -> Trained:
    """Trains a classifier. The GIL is released; several trainings may run at once.

    texts, labels: as TextSet() takes them; or a TextSet as texts, which is used up.
    valid: texts to watch the training by, over the same classes or fewer: a pair (texts, labels), or another TextSet,
      which is used up. The option valid_fraction splits some off instead.
    class_weight: "balanced", a file, or a weight by label (a dict or a Series); labels that it does not name weigh 1.
    on_epoch: is called with an EpochFigures after each epoch; where it returns True, the training ends.
    on_batch: is called with a BatchFigures after each batch.
    progress: write a line an epoch to sys.stderr.
    options: taxon.options("train", "classify"). None stands for the default.

    Ctrl-C raises KeyboardInterrupt at the next batch, and in a pass over validation texts after at most 256 of them;
    but while the training is prepared (words counted, texts made into ids) only when that is done. What a callback or
    another signal's handler raises ends the training in the same way. The exception's attribute `trained` is what was
    reached, a Trained with the best epoch so far, or None where the first epoch was not over.

    Raises taxon.Error for texts or options that cannot be trained with, naming them; a TextSet is not used up by an
    option with a wrong value, nor while another thread reads it. Raises taxon.JobFailed when the loss becomes NaN;
    TypeError for an option that there is not.
    """
    shown = Progress() if progress else None
    calls = _Calls(on_epoch, on_batch, shown)
    weights = _weights(class_weight, options)
    texts_of_options = option_texts(options, "train", "classify")
    try:
        native_valid = None if valid is None else as_text_set(*as_pair(valid))._native
        native_texts = as_text_set(texts, labels)._native
        native = native_train(native_texts, native_valid, texts_of_options, weights, *calls.of_native())
    except BaseException as stop:
        reached = getattr(stop, "trained", None)
        if isinstance(reached, NativeTrained):
            setattr(stop, "trained", _trained(reached))
        elif isinstance(stop, KeyboardInterrupt):
            setattr(stop, "trained", None)
        raise
    finally:
        if shown:
            shown.close()
    return _trained(native)
