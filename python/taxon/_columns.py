"""Texts and labels as people have them: lists, NumPy arrays, columns of pandas or polars."""

from collections.abc import Mapping, Sequence, Set
from typing import Any


def _flat(values: Any, what: str, choose: str) -> Sequence[Any]:
    """The items of anything that has one a row, of the shape (n,) or (n, 1); copies none of them.

    what: "text" or "label", for messages; choose: what to do about several columns.
    """
    if isinstance(values, (str, bytes)):
        raise TypeError(f"a list of {what}s is needed, not a single one; put it into [ ]")
    if type(values).__module__.startswith("scipy.sparse"):
        raise TypeError(f"{what}s are needed, not a sparse matrix of numbers")
    if isinstance(values, (Mapping, Set)) or not hasattr(values, "__iter__"):
        raise TypeError(f"a list of {what}s is needed, not {type(values).__name__}")
    shape = getattr(values, "shape", None)
    if shape is None:
        return values if isinstance(values, Sequence) else list(values)
    if len(shape) == 2 and shape[1] == 1:
        values = values.iloc[:, 0] if hasattr(values, "iloc") else values[:, 0]
    elif len(shape) != 1:
        raise ValueError(f"one {what} a row is needed, but the shape is {tuple(shape)}; {choose}")
    to_list = getattr(values, "tolist", None) or getattr(values, "to_list", None)
    return to_list() if to_list else list(values)


def as_texts(texts: Any) -> Sequence[Any]:
    """A flat sequence of the texts in a list, an array or column of shape (n,) or (n, 1), or another iterable.

    Copies no text. Raises TypeError or ValueError for what is not such a thing; what the items are is checked later.
    """
    return _flat(texts, "text", "choose a column")


def as_labels(labels: Any) -> Sequence[Any]:
    """A flat sequence of the labels in a list, an array or column of shape (n,) or (n, 1), or another iterable.

    An item is a label, or a list of labels. Raises TypeError or ValueError for what is not such a thing, and for a
    matrix of zeros and ones.
    """
    items = _flat(labels, "label", "give of each text a list of its labels, or use TaxonClassifier")
    if _is_matrix(items):
        raise ValueError(
            "the labels look like a matrix of zeros and ones; make it a NumPy array for TaxonClassifier, or give of "
            "each text a list of its labels"
        )
    return items


def is_label_set(value: Any) -> bool:
    """Whether a text's label is a collection of labels rather than one."""
    return isinstance(value, (list, tuple, set, frozenset))


def _is_matrix(items: Sequence[Any]) -> bool:
    """Whether these are rows of equal length, two or more, of nothing but the numbers 0 and 1."""
    if not items or not isinstance(items[0], (list, tuple)) or len(items[0]) < 2:
        return False
    return all(
        isinstance(row, (list, tuple))
        and len(row) == len(items[0])
        and all(not isinstance(one, (str, bytes)) and is_scalar(one) and one in (0, 1) for one in row)
        for row in items
    )


def is_scalar(value: Any) -> bool:
    """Whether it is one thing rather than a missing one or an array or collection of them."""
    several = is_label_set(value) or isinstance(value, Mapping) or getattr(value, "shape", None)
    return not (several or _is_missing(value))


def _is_missing(value: Any) -> bool:
    """Whether it is None, NaN, NaT or pandas' NA."""
    if value is None or type(value).__name__ == "NAType":
        return True
    return not getattr(value, "shape", None) and bool(value != value)


def label_name(label: Any, what: str) -> str:
    """What a model calls a class: a str as it is, bytes that are not UTF-8 with half surrogates, others by str().

    what: "label 3", for messages. Raises TypeError for a missing value and for what is no single label.
    """
    if isinstance(label, str):
        return label
    if isinstance(label, bytes):
        return label.decode("utf-8", "surrogateescape")
    if _is_missing(label):
        raise TypeError(f"{what} is missing; drop the text or name its class")
    if not is_scalar(label):
        raise TypeError(f"{what} is of type {type(label).__name__}, which is no label; give a str, or a list of them")
    return str(label)


def label_set_names(labels: Any, text: int) -> list[str]:
    """label_name() of each label in a text's list of them."""
    return [label_name(label, f"of text {text} label {i}") for i, label in enumerate(labels)]
