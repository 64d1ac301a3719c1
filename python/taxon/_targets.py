"""A scikit-learn y as labels of a model, and back."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import column_or_1d

from ._inputs import is_label_set


def _names(classes: Iterable[Any]) -> list[str]:
    names = [str(one) for one in classes]
    if len(set(names)) < len(names):
        raise ValueError("two classes have the same str(); rename one of them")
    return names


class OneLabel:
    """A class for each text."""

    multi_label = False

    def __init__(self, y: Any) -> None:
        y = column_or_1d(y, warn=True)
        check_classification_targets(y)
        self.classes = np.unique(y)
        if len(self.classes) == 1:
            raise ValueError(f"y has 1 class, {self.classes.tolist()[0]!r}; a classifier needs two or more")
        self.names = _names(self.classes)

    def labels(self, y: Any) -> list[str]:
        return [str(one) for one in column_or_1d(y)]

    def answers(self, probabilities: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
        return self.classes[probabilities.argmax(axis=1)]


class LabelSets:
    """A collection of classes for each text."""

    multi_label = True

    def __init__(self, y: Any) -> None:
        self.classes = np.array(sorted({one for labels in y for one in labels}))
        self.names = _names(self.classes)

    def labels(self, y: Any) -> list[list[str]]:
        return [[str(one) for one in labels] for labels in y]

    def answers(self, probabilities: np.ndarray, thresholds: np.ndarray) -> list[tuple[Any, ...]]:
        classes = self.classes.tolist()
        return [tuple(classes[i] for i in np.flatnonzero(row)) for row in probabilities > thresholds]

    def same(self, y: Any, answers: list[tuple[Any, ...]]) -> np.ndarray:
        return np.array([set(labels) == set(answer) for labels, answer in zip(y, answers, strict=True)])


class Indicators:
    """A matrix of zeros and ones, (texts, classes); the classes are 0, 1, ..."""

    multi_label = True

    def __init__(self, y: Any) -> None:
        self.classes = np.arange(_dense(y).shape[1])
        self.names = _names(self.classes)

    def labels(self, y: Any) -> list[list[str]]:
        y = _dense(y)
        if y.shape[1] != len(self.names):
            raise ValueError(f"y has {y.shape[1]} columns where there are {len(self.names)} classes")
        if not np.isin(y, (0, 1)).all():
            raise ValueError("y has several columns and so must consist of zeros and ones, one column a class")
        return [[self.names[i] for i in np.flatnonzero(row)] for row in y]

    def answers(self, probabilities: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
        return (probabilities > thresholds).astype(np.int64)

    def same(self, y: Any, answers: np.ndarray) -> np.ndarray:
        return (_dense(y) == answers).all(axis=1)


def _dense(y: Any) -> np.ndarray:
    return np.asarray(y.toarray() if hasattr(y, "toarray") else y)


def target_of(y: Any) -> OneLabel | LabelSets | Indicators:
    """What kind of y it is. Raises ValueError for what is none."""
    if y is None:
        raise ValueError("requires y to be passed, but the target y is None")
    shape = getattr(y, "shape", None)
    if shape is not None and len(shape) == 2 and shape[1] > 1:
        return Indicators(y)
    if shape is None or (len(shape) == 1 and getattr(y, "dtype", None) == object):
        items = list(y)
        if any(is_label_set(one) for one in items):
            if not all(is_label_set(one) for one in items):
                raise ValueError("y has both labels and lists of labels; make each one a list")
            return LabelSets(items)
    return OneLabel(y)
