"""Labelled texts."""

import os
from collections.abc import Iterable, Sequence
from typing import Any

from ._columns import as_labels, as_texts, is_label_set, label_name, label_set_names
from ._native import NativeTextSet
from ._options import option_texts


class TextSet:
    """Labelled texts: what to train on, or to judge a model by. Any number of threads may read one.

    A training uses a set up (it forgets a text as soon as it has its ids, to save memory); used again it raises
    taxon.Error.
    """

    def __init__(self, texts: Iterable[Any], labels: Iterable[Any]) -> None:
        """texts: n of them, str or UTF-8 bytes. labels: n of them, each one label or a list (tuple, set) of any number.

        A list, an array or column of shape (n,) or (n, 1), or another iterable. Labels are str; bytes are taken as
        they are, others stand for their str(). Raises taxon.Error naming the text by its index where one is not fit,
        or where the numbers differ; TypeError naming the index of what is no text or label, or is missing (None,
        NaN); ValueError for a matrix.
        """
        labels = as_labels(labels)
        if any(is_label_set(label) for label in labels):
            sets = [label_set_names(label if is_label_set(label) else [label], i) for i, label in enumerate(labels)]
            self._native = NativeTextSet.from_label_sets(as_texts(texts), sets)
        else:
            names = [label_name(label, f"label {i}") for i, label in enumerate(labels)]
            self._native = NativeTextSet.from_labels(as_texts(texts), names)

    @classmethod
    def read(cls, paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]], **options: Any) -> "TextSet":
        """Reads files or folders as the program's DATA (docs/data.md), all into one set over all their classes.

        options: taxon.options("read"). Raises taxon.Error naming file and line. Ctrl-C is heeded when all are read.
        """
        if isinstance(paths, (str, os.PathLike)):
            paths = [paths]
        made = cls.__new__(cls)
        made._native = NativeTextSet.read([os.fspath(path) for path in paths], option_texts(options, "read"))
        return made

    def __len__(self) -> int:
        return self._native.size()

    def __repr__(self) -> str:
        if self._native.is_used_up():
            return "<taxon.TextSet, used up by a training>"
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
    def labels(self) -> list[Any]:
        """Of each text its label (str); of a multi-label set the list of those it has."""
        lists = self._native.labels()
        return lists if self.multi_label else [labels[0] for labels in lists]

    @property
    def notes(self) -> list[str]:
        """What its reader noticed, as the program prints it ("empty texts: 3")."""
        return self._native.notes()


def as_text_set(texts: Any, labels: Any) -> TextSet:
    """A TextSet as it is, or one of texts and labels. Raises TypeError where labels lack or are too many."""
    if isinstance(texts, TextSet):
        if labels is not None:
            raise TypeError("a TextSet has its labels; give no others")
        return texts
    if labels is None:
        raise TypeError("texts need their labels; give both, or a TextSet")
    return TextSet(texts, labels)


def as_pair(valid: Any) -> tuple[Any, Any]:
    """(texts, labels) of what `valid` may be: a pair of them, or a TextSet, which stands for itself and None.

    Raises TypeError for anything else.
    """
    if isinstance(valid, TextSet):
        return valid, None
    if isinstance(valid, (tuple, list)) and len(valid) == 2:
        return valid[0], valid[1]
    many = f" of {len(valid)}" if isinstance(valid, (tuple, list)) else ""
    raise TypeError(f"valid is a pair (texts, labels) or a TextSet, not {type(valid).__name__}{many}")
