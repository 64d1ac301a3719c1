"""How a training goes on, as lines of text."""

import sys
from typing import TextIO

from ._native import BatchFigures, EpochFigures


def _rewrites_lines(stream: TextIO) -> bool:
    """Whether a line can be written over with a carriage return: on a terminal and in a notebook's cell."""
    return stream.isatty() or type(stream).__module__.startswith("ipykernel.")


class Progress:
    """Writes a line an epoch; where lines can be written over, also how far the epoch is, about twice a second."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._rewrites = _rewrites_lines(self._stream)
        self._shown_at = 0.0
        self._width = 0

    def on_batch(self, now: float, batch: BatchFigures) -> None:
        """now: seconds of a clock that never goes back."""
        if not self._rewrites or now - self._shown_at < 0.5:
            return
        self._shown_at = now
        self._write(
            f"epoch {batch.epoch}/{batch.epochs}: {batch.texts_done}/{batch.texts} texts, "
            f"{batch.texts_per_second:.0f} texts/s, loss {batch.loss:.4f}"
        )

    def on_epoch(self, epoch: EpochFigures) -> None:
        line = f"epoch {epoch.epoch}: loss {epoch.loss:.4f}, accuracy {epoch.accuracy:.4f}"
        if epoch.val_loss == epoch.val_loss:  # not NaN
            line += f", val_loss {epoch.val_loss:.4f}, val_accuracy {epoch.val_accuracy:.4f}"
        self._write(f"{line}, {epoch.seconds:.1f} s", end="\n")

    def _write(self, line: str, end: str = "") -> None:
        start = "\r" if self._rewrites else ""
        self._stream.write(start + line.ljust(self._width) + end)
        self._stream.flush()
        self._width = len(line) if not end else 0
