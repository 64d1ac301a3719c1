import pickle
import signal

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, MultiLabelBinarizer

import taxon
from conftest import SMALL, THOROUGH, make_posts
from taxon import TaxonClassifier


def lower(texts):
    return [text.lower() for text in texts]


def test_fits_predicts_and_scores(posts):
    classifier = TaxonClassifier(**THOROUGH)
    assert classifier.fit(*posts) is classifier
    assert list(classifier.classes_) == ["hockey", "space"]
    assert list(classifier.predict(["goalie ice", "rocket"])) == ["hockey", "space"]
    assert classifier.score(*posts) == 1.0
    assert classifier.history_["epoch"] == list(range(1, 21))


def test_every_option_is_a_parameter():
    # But for the one that would let predict() answer with none of the classes.
    names = {option.name for option in taxon.options("train", "classify")} - {"reject_below"}
    assert set(TaxonClassifier().get_params()) == names | {"verbose"}
    for name in names:
        assert f"  {name}: " in TaxonClassifier.__doc__
    with pytest.raises(TypeError, match="epoch"):
        TaxonClassifier(epoch=3)
    with pytest.raises(ValueError, match="epoch"):
        TaxonClassifier().set_params(epoch=3)


def test_classes_are_those_of_y_in_their_order(posts):
    texts, labels = posts
    numbers = np.array([10 if label == "hockey" else 2 for label in labels])  # as text, 10 is before 2
    classifier = TaxonClassifier(**THOROUGH).fit(texts, numbers)
    assert classifier.classes_.tolist() == [2, 10]
    assert classifier.model_.labels == ["10", "2"]
    assert (classifier.predict(texts) == numbers).all()
    assert (classifier.predict_proba(texts)[:, 0] == classifier.model_.predict_proba(texts)[:, 1]).all()


@pytest.mark.parametrize("make", [np.array, pd.Series, lambda t: pd.DataFrame({"text": t})])
def test_x_may_come_as(posts, make):
    texts, labels = posts
    plain = TaxonClassifier(**SMALL).fit(texts, labels)
    other = TaxonClassifier(**SMALL).fit(make(texts), pd.Series(labels))
    assert (other.predict_proba(make(texts)) == plain.predict_proba(texts)).all()


def test_clone_and_pickle(posts):
    classifier = TaxonClassifier(**SMALL).fit(*posts)
    assert not hasattr(clone(classifier), "model_")
    assert clone(classifier).get_params() == classifier.get_params()
    copy = pickle.loads(pickle.dumps(classifier))
    assert (copy.predict_proba(posts[0]) == classifier.predict_proba(posts[0])).all()


def test_a_matrix_of_labels(many_labels):
    texts, labels = many_labels
    y = MultiLabelBinarizer(classes=["hockey", "space", "nowhere"]).fit_transform(labels)
    classifier = TaxonClassifier(**THOROUGH | {"epochs": 60}).fit(texts, y)
    assert classifier.classes_.tolist() == [0, 1, 2]
    assert (classifier.predict(texts)[:, 2] == 0).all()
    assert (classifier.predict_proba(texts)[:, 2] == 0).all()
    assert classifier.score(texts, y) == (classifier.predict(texts) == y).all(axis=1).mean()
    assert classifier.score(texts, y) > 0.7
    with pytest.raises(ValueError, match="zeros and ones"):
        clone(classifier).fit(texts, y * 2)


def test_lists_of_labels(many_labels):
    texts, labels = many_labels
    classifier = TaxonClassifier(**THOROUGH | {"epochs": 60}).fit(texts, labels)
    assert classifier.classes_.tolist() == ["hockey", "space"]
    assert classifier.predict(["goalie ice 1", "goalie ice rocket orbit 2"]) == [("hockey",), ("hockey", "space")]
    assert classifier.score(texts, labels) > 0.7
    with pytest.raises(ValueError, match="make each one a list"):
        clone(classifier).fit(texts, [*labels[:-1], "hockey"])


def test_several_labels_may_be_cross_validated_as_a_matrix(many_labels):
    texts, labels = many_labels
    y = MultiLabelBinarizer().fit_transform(labels)
    assert len(cross_val_score(TaxonClassifier(**SMALL), texts, y, cv=2)) == 2


def test_class_weights_go_by_the_classes_of_y(posts):
    texts, labels = posts
    y = [label == "space" for label in labels]
    plain = TaxonClassifier(**SMALL).fit(texts, y)
    weighed = TaxonClassifier(class_weight={True: 3.0}, **SMALL).fit(texts, y)
    assert (plain.predict_proba(texts) != weighed.predict_proba(texts)).any()
    assert TaxonClassifier(class_weight="balanced", **SMALL).fit(texts, y).classes_.tolist() == [False, True]


def test_classes_that_class_weight_names_in_vain(posts):
    texts, labels = posts
    with pytest.raises(ValueError, match=r"class_weight names \['hokey'\], and y has none of these"):
        TaxonClassifier(class_weight={"hokey": 3.0}, **SMALL).fit(texts, labels)
    exact = TaxonClassifier(class_weight={"space": 3.0}, **SMALL).fit(texts, labels)
    for weights in ({"space": 3.0, "hokey": 3.0}, pd.Series({"hokey": 3.0, "space": 3.0})):
        with pytest.warns(UserWarning, match=r"names \['hokey'\], which y lacks"):
            classifier = TaxonClassifier(class_weight=weights, **SMALL).fit(texts, labels)
        assert classifier.model_.to_bytes() == exact.model_.to_bytes()


@pytest.mark.parametrize(
    ("make", "equal_to"),
    [
        (lambda one: float(one), lambda one: int(one)),
        (lambda one: bool(one), lambda one: int(one)),
        (lambda one: int(one), lambda one: bool(one)),
    ],
)
def test_classes_that_are_equal_are_one(posts, make, equal_to):
    texts = posts[0]
    bits = [label == "space" for label in posts[1]]
    y, same = np.array([make(bit) for bit in bits]), [equal_to(bit) for bit in bits]
    plain, weighed = TaxonClassifier(**SMALL), TaxonClassifier(class_weight={equal_to(1): 3.0}, **SMALL)
    plain.fit(texts, y, valid=(texts, same))
    weighed.fit(texts, y, valid=(texts, same))
    assert plain.classes_.dtype == y.dtype
    assert plain.model_.to_bytes() != weighed.model_.to_bytes()


@pytest.mark.parametrize(
    ("y", "dtype"),
    [
        (pd.Series([1, 2] * 12, dtype="Int64"), "int64"),
        (pd.Series([True, False] * 12, dtype="boolean"), "bool"),
        (pd.Series(["a", "b"] * 12, dtype="string"), "<U1"),
        (pd.Categorical(["a", "b"] * 12), "<U1"),
        (pd.DataFrame({"y": [1, 2] * 12}), "int64"),
    ],
)
def test_y_of_pandas_types(posts, y, dtype):
    classifier = TaxonClassifier(**THOROUGH).fit(posts[0], y)
    assert classifier.classes_.dtype == dtype
    assert classifier.score(posts[0], np.asarray(y).ravel().tolist()) == 1.0


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA])
@pytest.mark.parametrize("make", [list, pd.Series, lambda labels: np.array(labels, dtype=object)])
def test_a_missing_label_is_named(posts, missing, make):
    with pytest.raises(TypeError, match="label 23 is missing"):
        TaxonClassifier(**SMALL).fit(posts[0], make([*posts[1][:-1], missing]))


def test_validation_texts_and_callbacks(posts):
    seen = []
    classifier = TaxonClassifier(**SMALL).fit(*posts, valid=make_posts(2), on_epoch=seen.append)
    assert [e.val_loss for e in seen] == classifier.history_["val_loss"]
    for valid in (list(make_posts(2)), taxon.TextSet(*make_posts(2))):
        assert TaxonClassifier(**SMALL).fit(*posts, valid=valid).history_["val_loss"] == classifier.history_["val_loss"]
    with pytest.raises(ValueError, match="'chess' of the validation labels is none of y's"):
        TaxonClassifier(**SMALL).fit(*posts, valid=(posts[0], ["chess"] * 24))


def test_what_the_training_noticed_is_kept(posts):
    texts, labels = posts
    classifier = TaxonClassifier(**SMALL).fit(["ice", *texts, "ice"], ["hockey", *labels, "space"])
    assert classifier.end_ == "epochs done"
    assert classifier.notes_ == ["1 texts stand under more than one class"]


def test_interrupted_it_keeps_the_best_epoch(posts):
    def interrupt(epoch):
        if epoch.epoch == 2:
            signal.raise_signal(signal.SIGINT)

    classifier = TaxonClassifier(**SMALL)
    with pytest.raises(KeyboardInterrupt):
        classifier.fit(*posts, on_epoch=interrupt)
    assert classifier.history_["epoch"] == [1, 2]
    assert classifier.predict_proba(posts[0]).shape == (24, 2)


def test_grid_search_over_a_pipeline(posts):
    # Of texts that begin alike, one word is not enough.
    pipeline = make_pipeline(FunctionTransformer(lower), TaxonClassifier(**THOROUGH, truncating="post"))
    search = GridSearchCV(pipeline, {"taxonclassifier__maxlen": [1, 8]}, cv=2).fit(*posts)
    assert search.best_params_ == {"taxonclassifier__maxlen": 8}
    assert search.best_score_ == 1.0
    assert list(search.predict(posts[0][:2])) == ["hockey", "space"]


def test_grid_search_in_processes(posts):
    search = GridSearchCV(TaxonClassifier(**SMALL | {"threads": 1}), {"seed": [0, 1]}, cv=2, n_jobs=2).fit(*posts)
    alone = GridSearchCV(TaxonClassifier(**SMALL), {"seed": [0, 1]}, cv=2).fit(*posts)
    assert list(search.cv_results_["mean_test_score"]) == list(alone.cv_results_["mean_test_score"])


def test_unfitted_it_says_so():
    with pytest.raises(NotFittedError):
        TaxonClassifier().predict(["a"])


@pytest.mark.parametrize(
    ("y", "error", "says"),
    [
        (["a", "b"] * 11 + ["a"], ValueError, "24 texts and the labels of 23"),
        (["a"] * 24, ValueError, "1 class, 'a'"),
        (np.array([1, "1"] * 12, dtype=object), ValueError, "label type"),
        ([1, "1"] * 12, ValueError, "label type"),
        ([[1, "a"], ["b"]] * 12, ValueError, "of the types int and str, which do not sort"),
        ([[1, 0], [0, 1]] * 12, ValueError, "make it a NumPy array"),
        ("ab" * 12, TypeError, "not a single one"),
        (None, ValueError, "target y is None"),
    ],
)
def test_a_wrong_y_is_refused(posts, y, error, says):
    with pytest.raises(error, match=says):
        TaxonClassifier(**SMALL).fit(posts[0], y)


def test_a_text_set_is_no_x(posts):
    with pytest.raises(TypeError, match="list of texts is needed, not TextSet"):
        TaxonClassifier(**SMALL).fit(taxon.TextSet(*posts), posts[1])
