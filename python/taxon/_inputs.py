"""Texts and labels as people have them: lists, NumPy arrays, pandas columns; or files."""

import os
from collections.abc import Iterable, Sequence
from typing import Any

from ._native import NativeTextSet
from ._options import option_texts


def as_texts(texts: Any) -> Sequence[Any]:
    """A flat sequence of texts of a list, an array of shape (n,) or (n, 1), a Series or a frame of one column.

    Copies no text. Raises TypeError or ValueError for what is not such a thing; what the items are is checked later.
    """
    if isinstance(texts, (str, bytes)):
        raise TypeError("a list of texts is needed, not a single one; put it into [ ]")
    if type(texts).__module__.startswith("scipy.sparse"):
        raise TypeError("texts are needed, not a sparse matrix of numbers")
    shape = getattr(texts, "shape", None)
    if shape is None:
        return texts if isinstance(texts, Sequence) else list(texts)
    if len(shape) == 2 and shape[1] == 1:
        return texts.iloc[:, 0].tolist() if hasattr(texts, "iloc") else texts[:, 0].tolist()
    if len(shape) != 1:
        raise ValueError(f"one text a row is needed, but the shape is {tuple(shape)}; choose a column")
    return texts.tolist()


def is_label_set(value: Any) -> bool:
    """Whether a text's label is a collection of labels rather than one."""
    return isinstance(value, (list, tuple, set, frozenset))


class TextSet:
    """Labelled texts: what to train on, or to judge a model by. Any number of threads may read one.

    A training uses a set up (it forgets a text as soon as it has its ids, to save memory); used again it raises
    taxon.Error.
    """

    def __init__(self, texts: Iterable[str], labels: Iterable[Any]) -> None:
        """texts: n of them. labels: of each text one label, or of each a list (tuple, set) of any number of labels.

        Labels are str; others stand for their str(). Raises taxon.Error naming the text by its index where one is
        not fit, or where the numbers differ; TypeError where a text is not a str.
        """
        labels = list(labels.tolist() if hasattr(labels, "tolist") else labels)
        if any(is_label_set(label) for label in labels):
            sets = [[_name(one) for one in label] if is_label_set(label) else [_name(label)] for label in labels]
            self._native = NativeTextSet.from_label_sets(as_texts(texts), sets)
        else:
            self._native = NativeTextSet.from_labels(as_texts(texts), [_name(label) for label in labels])

    @classmethod
    def read(cls, paths: str | os.PathLike | Sequence[str | os.PathLike], **options: Any) -> "TextSet":
        """Reads files or folders as the program's DATA (docs/data.md), all into one set over the union of their classes.

        options: taxon.options("read"). Raises taxon.Error naming file and line.
        """
        if isinstance(paths, (str, os.PathLike)):
            paths = [paths]
        made = cls.__new__(cls)
        made._native = NativeTextSet.read([os.fspath(path) for path in paths], option_texts(options, "read"))
        return made

    def __len__(self) -> int:
        return self._native.size()

    def __repr__(self) -> str:
        return f"<taxon.TextSet of {len(self)} texts, {len(self.classes)} classes>"

    @property
    def multi_label(self) -> bool:
        """Whether a text may have several labels or none."""
        return self._native.multi_label()

    @property
    def classes(self) -> list[str]:
        """Every label once, in the order of their bytes."""
        return self._native.classes()

    @property
    def texts(self) -> list[str]:
        """A new list of all texts."""
        return self._native.texts()

    @property
    def labels(self) -> list[str] | list[list[str]]:
        """Of each text its label; of a multi-label set the list of those it has."""
        lists = self._native.labels()
        return lists if self.multi_label else [labels[0] for labels in lists]

    @property
    def notes(self) -> list[str]:
        """What its reader noticed, as the program prints it ("empty texts: 3")."""
        return self._native.notes()


def _name(label: Any) -> str:
    return label if isinstance(label, str) else str(label)


def as_text_set(texts: Any, labels: Any) -> TextSet:
    """A TextSet as it is, or one of texts and labels."""
    if isinstance(texts, TextSet):
        if labels is not None:
            raise TypeError("a TextSet has its labels; give no others")
        return texts
    if labels is None:
        raise TypeError("texts need their labels")
    return TextSet(texts, labels)
