"""Training."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ._inputs import as_text_set
from ._model import Model
from ._native import BatchFigures, EpochFigures, NativeTrained
from ._native import train as native_train
from ._options import option_texts
from ._progress import Progress

OnEpoch = Callable[[EpochFigures], Any]
OnBatch = Callable[[BatchFigures], Any]


@dataclass(frozen=True)
class Trained:
    """What a training gives."""

    model: Model
    """With the weights of the best epoch."""
    history: dict[str, list[float]]
    """Of each figure its value after each epoch, as Keras has it: epoch, loss, accuracy, val_loss and val_accuracy (where
    there were validation texts), learning_rate, seconds. pandas.DataFrame(history) is a table of it."""
    best_epoch: int
    """From 1."""
    end: str
    """Why it ended: "epochs done", "early stopping", "stopped" (by a callback or Ctrl-C)."""
    notes: list[str]
    """What the program prints as notes."""


def _history(epochs: list[EpochFigures]) -> dict[str, list[float]]:
    names = ["epoch", "loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds"]
    if all(e.val_loss != e.val_loss for e in epochs):  # NaN
        names = [name for name in names if not name.startswith("val_")]
    return {name: [getattr(epoch, name) for epoch in epochs] for name in names}


def _trained(native: NativeTrained) -> Trained:
    return Trained(
        model=Model(native.take_model()),
        history=_history(native.history),
        best_epoch=native.best_epoch,
        end=native.end,
        notes=native.notes,
    )


def train(
    texts: Any,
    labels: Any = None,
    *,
    valid: Any = None,
    class_weight: str | Mapping[str, float] | None = None,
    on_epoch: OnEpoch | None = None,
    on_batch: OnBatch | None = None,
    progress: bool = False,
    **options: Any,
) -> Trained:
    """Trains a classifier. The GIL is released; several trainings may run at once.

    texts, labels: as TextSet() takes them; or a TextSet as texts, which is used up.
    valid: texts to watch the training by, over the same classes or fewer: a pair (texts, labels), or a TextSet, which is
      used up. The option valid_fraction splits some off instead.
    class_weight: "balanced", a file, or a weight by label; labels that it does not name weigh 1.
    on_epoch: is called with an EpochFigures after each epoch; where it returns True, the training ends.
    on_batch: is called with a BatchFigures after each batch. What callbacks raise ends the training and comes out.
    progress: write a line an epoch to sys.stderr.
    options: taxon.options("train", "classify"). None stands for the default.

    Ctrl-C ends the training at the next batch (a pass over validation texts is not broken off) and raises KeyboardInterrupt; its attribute `trained` is what was reached,
    a Trained with the best epoch so far, or None where the first epoch was not over.

    Raises taxon.Error for texts or options that cannot be trained with, naming them; taxon.JobFailed when the loss
    becomes NaN; TypeError for an option that there is not.
    """
    weights = []
    if isinstance(class_weight, Mapping):
        weights = [(str(label), float(weight)) for label, weight in class_weight.items()]
    else:
        options["class_weight"] = class_weight
    texts_of_options = option_texts(options, "train", "classify")
    native_valid = None
    if valid is not None:
        native_valid = (as_text_set(*valid) if isinstance(valid, tuple) else as_text_set(valid, None))._native
    epoch_calls = [call for call in (on_epoch,) if call]
    batch_calls = [call for call in (on_batch,) if call]
    if progress:
        shown = Progress()
        epoch_calls.insert(0, shown.on_epoch)
        batch_calls.insert(0, lambda batch: shown.on_batch(time.monotonic(), batch))
    try:
        native = native_train(
            as_text_set(texts, labels)._native,
            native_valid,
            texts_of_options,
            weights,
            (lambda figures: [call(figures) for call in batch_calls]) if batch_calls else None,
            (lambda figures: any([call(figures) is True for call in epoch_calls])) if epoch_calls else None,
        )
    except BaseException as stop:
        reached = getattr(stop, "trained", None)
        if reached is not None:
            setattr(stop, "trained", _trained(reached))
        raise
    return _trained(native)
