"""What texts and labels may come as, and what is refused."""

import numpy as np
import pandas as pd
import pytest

import taxon
from conftest import SMALL, make_posts

TEXTS, LABELS = ["goalie", "rocket", "ice"], ["hockey", "space", "hockey"]


class Column:
    """A column as polars has it: a shape and to_list(), but no tolist()."""

    def __init__(self, items):
        self.items, self.shape = items, (len(items),)

    def to_list(self):
        return self.items

    def __iter__(self):
        return iter(self.items)


@pytest.mark.parametrize(
    "make",
    [
        list, tuple, iter, np.array, pd.Series, pd.Categorical, Column,
        lambda items: np.array(items).reshape(-1, 1),
        lambda items: pd.DataFrame({"a": items}),
        lambda items: pd.Series(items, dtype="string"),
        lambda items: pd.Series(items, dtype="category"),
        lambda items: [item.encode() for item in items],
    ],
)  # fmt: skip
def test_texts_and_labels_may_come_as(make):
    made = taxon.TextSet(make(TEXTS), make(LABELS))
    assert (made.texts, made.labels, made.multi_label) == (TEXTS, LABELS, False)


def test_other_labels_go_by_str():
    assert taxon.TextSet(TEXTS, [1, 2.5, True]).labels == ["1", "2.5", "True"]
    assert taxon.TextSet(TEXTS, [[1, "a"], (2,), []]).labels == [["1", "a"], ["2"], []]
    assert taxon.TextSet(TEXTS, [b"\xff", "b", "b"]).classes == ["b", "\udcff"]


@pytest.mark.parametrize("missing", [None, float("nan"), np.float32("nan"), pd.NA, pd.NaT])
def test_a_missing_label_is_named(missing):
    with pytest.raises(TypeError, match="label 1 is missing; drop the text"):
        taxon.TextSet(TEXTS, ["a", missing, "b"])
    with pytest.raises(TypeError, match="of text 2 label 1 is missing"):
        taxon.TextSet(TEXTS, [["a"], ["b"], ["a", missing]])


@pytest.mark.parametrize(
    ("labels", "error", "says"),
    [
        ("abc", TypeError, "not a single one"),
        (b"abc", TypeError, "not a single one"),
        ({"a": 1, "b": 2, "c": 3}, TypeError, "not dict"),
        ({"a", "b", "c"}, TypeError, "not set"),
        (5, TypeError, "not int"),
        ([np.array(["a"]), "b", "c"], TypeError, "label 0 is of type ndarray"),
        (["a", {"b": 1}, "c"], TypeError, "label 1 is of type dict"),
        (np.eye(3), ValueError, r"the shape is \(3, 3\)"),
        (np.eye(3, dtype=int).tolist(), ValueError, "look like a matrix"),
    ],
)
def test_what_is_no_labels_is_refused(labels, error, says):
    with pytest.raises(error, match=says):
        taxon.TextSet(TEXTS, labels)


@pytest.mark.parametrize("texts", [None, 5, "abc", {"a": 1}, {"a", "b"}, taxon.TextSet(TEXTS, LABELS)])
def test_what_is_no_texts_is_refused(texts):
    with pytest.raises(TypeError, match="list of texts is needed"):
        taxon.TextSet(texts, LABELS)


def test_a_set_knows_whether_it_is_used_up():
    texts = taxon.TextSet(*make_posts())
    assert repr(texts) == "<taxon.TextSet of 24 texts, 2 classes>"
    taxon.train(texts, **SMALL)
    assert repr(texts) == "<taxon.TextSet, used up by a training>"


@pytest.mark.parametrize(
    "wrong", [{"epochs": 0}, {"mask": "yes"}, {"from_model": "missing.taxon"}, {"class_weight": "balance"}]
)
def test_a_wrong_option_uses_no_set_up(wrong):
    texts, valid = taxon.TextSet(*make_posts()), taxon.TextSet(*make_posts(2))
    with pytest.raises(taxon.Error):
        taxon.train(texts, valid=valid, **SMALL | wrong)
    assert (len(texts), len(valid)) == (24, 4)


@pytest.mark.parametrize(
    ("valid_of", "error", "says"),
    [
        (lambda texts, used: used, taxon.Error, "used up"),
        (lambda texts, used: texts, taxon.Error, "are one set"),
        (lambda texts, used: (TEXTS, LABELS, 1), TypeError, "not tuple of 3"),
        (lambda texts, used: TEXTS, TypeError, "not list of 3"),
        (lambda texts, used: "abc", TypeError, "not str"),
    ],
)
def test_a_wrong_valid_uses_no_set_up(valid_of, error, says):
    used, texts = taxon.TextSet(*make_posts()), taxon.TextSet(*make_posts())
    taxon.train(used, **SMALL)
    with pytest.raises(error, match=says):
        taxon.train(texts, valid=valid_of(texts, used), **SMALL)
    assert len(texts) == 24


@pytest.mark.parametrize("make", [tuple, list, lambda pair: taxon.TextSet(*pair)])
def test_valid_may_come_as(make):
    assert "val_loss" in taxon.train(*make_posts(), valid=make(make_posts(2)), **SMALL).history
