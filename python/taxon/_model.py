"""A trained classifier."""

import json
import operator
import os
import warnings
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from ._inputs import as_text_set
from ._columns import as_texts
from ._native import NativeModel
from ._native import compare as native_compare
from ._native import evaluate as native_evaluate
from ._options import option_texts


class Token(NamedTuple):
    """A token of a text."""

    text: str
    """As the model knows it, lower-cased."""
    begin: int
    """text[begin:end] of the original text is what it was made from (characters)."""
    end: int
    id: int
    """0: the model drops it."""


def classes_above(rows: np.ndarray, thresholds: np.ndarray, classes: list[Any]) -> list[list[Any]]:
    """Of each row of probabilities, (texts, classes), the classes whose probability is above theirs, by index."""
    return [[classes[i] for i in np.flatnonzero(row)] for row in rows > thresholds]


class Model:
    """A trained classifier. Immutable; taxon.load() opens one, taxon.train() makes one.

    Any number of threads may use one at once: texts that wait together are classified as one batch by the model's own
    team, without the GIL. It can be pickled, and used in processes that were forked off. An answer is the same to the
    bit whatever the batch and the threads.

    A text that is not a str (UTF-8 bytes are taken too) raises TypeError naming its index.
    """

    def __init__(self, native: NativeModel) -> None:
        self._native = native

    @classmethod
    def from_bytes(cls, data: bytes | bytearray | memoryview, **options: Any) -> "Model":
        """Opens the bytes of a model file, which are copied, as load() does a file. Raises what load() does."""
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError(f"the bytes of a model file are needed, not {type(data).__name__}; load() opens a file")
        return cls(NativeModel.from_bytes(bytes(data), option_texts(options, "classify")))

    def to_bytes(self) -> bytes:
        """The bytes of its file: those that save() and the program write."""
        return self._native.to_bytes()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the model; `path` holds at every moment its old bytes or all of the new ones.

        Raises taxon.Error naming the path.
        """
        self._native.save(os.fspath(path))

    @property
    def labels(self) -> list[str]:
        """The classes by index. Bytes that are not UTF-8 are half surrogates, as in Python's file names."""
        return self._native.labels()

    @property
    def multi_label(self) -> bool:
        """Whether a text may get several labels or none."""
        return self._native.multi_label()

    @property
    def thresholds(self) -> list[float]:
        """Of a multi-label model: a text gets the classes whose probability is above theirs. Else empty."""
        return self._native.thresholds()

    @property
    def reject_below(self) -> float:
        """Of the option: a text whose most probable class is less probable is answered with None. 0: none is."""
        return self._native.reject_below()

    @property
    def info(self) -> dict[str, Any]:
        """What `taxon info --json` shows: format, parameters, words, options, labels, tensors, provenance."""
        return json.loads(self._native.info_json())

    def predict_proba(self, texts: Iterable[Any]) -> np.ndarray:
        """The probability of every class: float32 of shape (texts, labels), columns as `labels`.

        texts: a list, an array or column of shape (n,) or (n, 1), or another iterable. Rows add up to 1, but for a
        multi-label model. Ctrl-C is heeded every 1,024 texts or 4 MB, whichever comes first, but never within a text.
        """
        return self._native.probabilities(as_texts(texts))

    def predict(self, texts: Iterable[Any]) -> list[Any]:
        """Of each text its most probable label, a str (of equal ones the first); None where less than reject_below.

        Of a multi-label model the list of its labels, by index, perhaps none. texts: as predict_proba() takes them.
        """
        rows = self.predict_proba(texts)
        labels = self.labels
        if self.multi_label:
            return classes_above(rows, np.asarray(self.thresholds, dtype=np.float32), labels)
        answered = rows.max(axis=1, initial=0) >= np.float32(self.reject_below)
        return [labels[i] if kept else None for i, kept in zip(rows.argmax(axis=1), answered, strict=True)]

    def top(self, text: str, k: int = 3) -> list[tuple[str, float]]:
        """The k most probable classes of one text with their probabilities, most probable first; 0: all of them.

        Raises ValueError for a negative k.
        """
        if operator.index(k) < 0:
            raise ValueError(f"k is the number of classes, 0 for all of them, not {k}")
        return self._native.top(text, k)

    def tokenize(self, text: str) -> list[Token]:
        """The tokens of a text with their places, also those that the model drops or is too short-sighted for.

        Raises taxon.Error where the text is not UTF-8; as do top() and ids().
        """
        return [Token(*token) for token in self._native.tokens(text)]

    def ids(self, text: str) -> list[int]:
        """The ids that the network sees of a text: at most maxlen."""
        return self._native.ids(text)

    def evaluate(self, texts: Any, labels: Any = None) -> dict[str, Any]:
        """The figures of `taxon evaluate --json` on texts and their labels, or on a TextSet (which stays as it is).

        Texts and labels are as TextSet() takes them. Ctrl-C is heeded when all are classified. A training in another
        thread may not use the set up meanwhile: it is what raises taxon.Error then.

        Raises taxon.Error where there are none, where a class is one that the model lacks, or where texts have several
        labels and the model gives one, or the other way about.
        """
        return native_evaluate(self._native, as_text_set(texts, labels)._native)

    def __reduce__(self) -> tuple[Any, ...]:
        return _from_pickle, (self.to_bytes(), self._native.options())

    def __repr__(self) -> str:
        return f"<taxon.Model of {len(self.labels)} classes>"


def _from_pickle(data: bytes, options: list[tuple[str, str]]) -> Model:
    return Model(NativeModel.from_bytes(data, options))


def load(path: str | os.PathLike[str], **options: Any) -> Model:
    """Opens a model file. options: taxon.options("classify").

    The file is used where it stands: replace it by renaming another over it, do not write into it. Raises taxon.Error
    naming the file where it is missing, damaged or newer than this package. Warns where its words were cut by another
    version of ICU than this package has.
    """
    model = Model(NativeModel.load(os.fspath(path), option_texts(options, "classify")))
    icu = model.info.get("icu")
    if icu and icu["trained"] != icu["here"]:
        warnings.warn(
            f"{os.fsdecode(path)} was trained on words that ICU {icu['trained']} cut, and this package has ICU "
            f"{icu['here']}, which may cut some texts otherwise",
            stacklevel=2,
        )
    return model


def compare(a: Model, b: Model, texts: Any, labels: Any = None) -> dict[str, Any]:
    """Judges both by the same texts: what `taxon evaluate A B DATA --json` shows.

    "a" and "b" hold what evaluate() gives; "both_right", "only_a_right", "only_b_right" and "both_wrong" count texts,
    right being one that gets its label or exactly its labels; "p_value" is McNemar's exact test: how probable a
    difference as large as theirs, or larger, is between models that are equally good. Raises taxon.Error where the
    models' labels differ (their order may), and what evaluate() raises. Ctrl-C is heeded when all are classified.
    """
    for model in (a, b):
        _require_model(model, "compare(a, b, texts, labels)", "two models")
    return native_compare(a._native, b._native, as_text_set(texts, labels)._native)


def _require_model(model: Any, call: str, what: str = "the model") -> None:
    if not isinstance(model, Model):
        raise TypeError(f"{call} takes {what} first, not {type(model).__name__}")


def save(model: Model, path: str | os.PathLike[str]) -> None:
    """model.save(path)."""
    _require_model(model, "save(model, path)")
    model.save(path)


def tokenize(model: Model, text: str) -> list[Token]:
    """model.tokenize(text)."""
    _require_model(model, "tokenize(model, text)")
    return model.tokenize(text)
