"""A scikit-learn y as labels of a model, and back."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import column_or_1d

from ._columns import as_labels, is_label_set, label_name, label_set_names
from ._model import classes_above


def _column(y: Any, warn: bool = False) -> np.ndarray:
    """A label a text, (texts,). Raises TypeError for a label that is missing, ValueError for what is no such thing."""
    items = as_labels(y)
    for i, label in enumerate(items):
        label_name(label, f"label {i}")
    if isinstance(y, np.ndarray):
        return column_or_1d(y, warn=warn)
    # What pandas and polars keep in types of their own becomes NumPy's; types that NumPy would make str of stay apart.
    column = np.array(items)
    if column.dtype.kind in "US" and not all(isinstance(label, (str, bytes)) for label in items):
        column = np.array(items, dtype=object)
    return column_or_1d(column)


class _Names:
    """The model's names of the classes in a y, by the classes themselves: 1, 1.0 and True are one class."""

    def __init__(self, classes: Iterable[Any]) -> None:
        self.in_order = [label_name(one, "a class") for one in classes]
        if len(set(self.in_order)) < len(self.in_order):
            raise ValueError("two classes have the same str(); rename one of them")
        self._by_class = dict(zip(classes, self.in_order, strict=True))

    def get(self, label: Any) -> str | None:
        """None: there is no such class."""
        return self._by_class.get(label)

    def of(self, label: Any) -> str:
        name = self.get(label)
        if name is None:
            raise ValueError(f"the class {label!r} of the validation labels is none of y's")
        return name


class OneLabel:
    """A class for each text."""

    multi_label = False

    def __init__(self, y: Any) -> None:
        y = _column(y, warn=True)
        check_classification_targets(y)
        self.classes = np.unique(y)
        if len(self.classes) == 1:
            raise ValueError(f"y has 1 class, {self.classes.tolist()[0]!r}; a classifier needs two or more")
        self.names = _Names(self.classes.tolist())

    def labels(self, y: Any) -> list[str]:
        return [self.names.of(one) for one in _column(y).tolist()]

    def answers(self, probabilities: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
        return self.classes[probabilities.argmax(axis=1)]


class LabelSets:
    """A collection of classes for each text."""

    multi_label = True

    def __init__(self, y: Any) -> None:
        for i, labels in enumerate(y):
            if not is_label_set(labels):
                raise ValueError("y has both labels and lists of labels; make each one a list")
            label_set_names(labels, i)
        classes = {one for labels in y for one in labels}
        try:
            self.classes = np.array(sorted(classes))
        except TypeError:
            types = " and ".join(sorted({type(one).__name__ for one in classes}))
            raise ValueError(f"the labels in y are of the types {types}, which do not sort; make them one") from None
        self.names = _Names(self.classes.tolist())

    def labels(self, y: Any) -> list[list[str]]:
        return [[self.names.of(one) for one in labels] for labels in y]

    def answers(self, probabilities: np.ndarray, thresholds: np.ndarray) -> list[tuple[Any, ...]]:
        return [tuple(labels) for labels in classes_above(probabilities, thresholds, self.classes.tolist())]

    def same(self, y: Any, answers: list[tuple[Any, ...]]) -> np.ndarray:
        return np.array([set(labels) == set(answer) for labels, answer in zip(y, answers, strict=True)])


class Indicators:
    """A matrix of zeros and ones, (texts, classes); the classes are 0, 1, ..."""

    multi_label = True

    def __init__(self, y: Any) -> None:
        self.classes = np.arange(_dense(y).shape[1])
        self.names = _Names(self.classes.tolist())

    def labels(self, y: Any) -> list[list[str]]:
        y = _dense(y)
        names = self.names.in_order
        if y.ndim != 2 or y.shape[1] != len(names):
            raise ValueError(f"a matrix of labels has the shape {y.shape}; y's has {len(names)} columns, one a class")
        if not np.isin(y, (0, 1)).all():
            raise ValueError("y has several columns and so must consist of zeros and ones, one column a class")
        return classes_above(y, np.zeros(len(names)), names)

    def answers(self, probabilities: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
        return (probabilities > thresholds).astype(np.int64)

    def same(self, y: Any, answers: np.ndarray) -> np.ndarray:
        return (_dense(y) == answers).all(axis=1)


def _dense(y: Any) -> np.ndarray:
    return np.asarray(y.toarray() if hasattr(y, "toarray") else y)


def target_of(y: Any) -> OneLabel | LabelSets | Indicators:
    """What kind of y it is. Raises ValueError for what is none, TypeError for a label that is missing."""
    if y is None:
        raise ValueError("requires y to be passed, but the target y is None")
    shape = getattr(y, "shape", None)
    if shape is not None and len(shape) == 2 and shape[1] > 1:
        return Indicators(y)
    if shape is None or (len(shape) == 1 and getattr(y, "dtype", None) == object):
        items = as_labels(y)
        if any(is_label_set(one) for one in items):
            return LabelSets(items)
        return OneLabel(y if shape is not None else items)
    return OneLabel(y)
