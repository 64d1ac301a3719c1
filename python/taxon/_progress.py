"""How a training goes on, as lines of text."""

import sys
from typing import Any

from ._figures import BatchFigures, EpochFigures


def _rewrites_lines(stream: Any) -> bool:
    """Whether a line can be written over with a carriage return: on a terminal and in a notebook's cell."""
    isatty = getattr(stream, "isatty", None)
    return bool(isatty and isatty()) or type(stream).__module__.startswith("ipykernel.")


class Progress:
    """Writes a line an epoch; where lines can be written over, also how far the epoch is, about twice a second.

    What it writes to is sys.stderr, whatever that is: a stream that fails, or is None, costs the lines and no training.
    """

    def __init__(self) -> None:
        self._stream = sys.stderr
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

    def close(self) -> None:
        """Ends the line that an epoch which was broken off has left."""
        if self._width:
            self._write("", end="\n", start="")

    def _write(self, line: str, end: str = "", start: str = "\r") -> None:
        if self._stream is None:
            return
        text = (start if self._rewrites else "") + line.ljust(self._width if start else 0) + end
        self._width = len(line) if not end else 0
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError, AttributeError):  # a pipe whose reader left, a closed file, no file at all
            self._stream = None
