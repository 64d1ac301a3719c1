"""What callbacks are given."""

from typing import NamedTuple


class EpochFigures(NamedTuple):
    """An epoch; without validation texts its val_ figures are NaN."""

    epoch: int
    """From 1."""
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    learning_rate: float
    """That this epoch was trained with."""
    seconds: float
    """Wall time, validation included."""


class BatchFigures(NamedTuple):
    """How far an epoch is."""

    epoch: int
    """From 1."""
    epochs: int
    """At most."""
    texts_done: int
    """In this epoch."""
    texts: int
    """In this epoch."""
    loss: float
    """Running mean of this epoch."""
    accuracy: float
    """Running mean of this epoch."""
    texts_per_second: float
