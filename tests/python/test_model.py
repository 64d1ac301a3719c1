import os
import pickle
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

import taxon
from conftest import SMALL, THOROUGH


def test_classifies(model):
    assert model.labels == ["hockey", "space"]
    assert not model.multi_label
    assert model.predict(["goalie on the ice", "orbit of a rocket"]) == ["hockey", "space"]
    rows = model.predict_proba(["goalie", "rocket", ""])
    assert rows.shape == (3, 2)
    assert rows.dtype == np.float32
    assert rows.sum(axis=1) == pytest.approx(1, abs=1e-6)
    assert model.predict_proba([]).shape == (0, 2)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda model: model.top("a", -1), ValueError, "not -1"),
        (lambda model: model.top(None), TypeError, "the text is of type NoneType"),
        (lambda model: model.tokenize(None), TypeError, "the text is of type NoneType"),
        (lambda model: model.ids(3), TypeError, "the text is of type int"),
        (lambda model: taxon.save("a.taxon", model), TypeError, "takes the model first, not str"),
        (lambda model: taxon.tokenize("a", model), TypeError, "takes the model first, not str"),
        (lambda model: taxon.compare(model, "b.taxon", ["a"], ["b"]), TypeError, "takes two models first, not str"),
        (lambda model: taxon.Model.from_bytes("a"), TypeError, "not str; load"),
        (lambda model: taxon.load(b"missing.taxon"), taxon.Error, "missing.taxon"),
        (lambda model: taxon.load("missing\udcff.taxon"), taxon.Error, "missing"),
        (lambda model: taxon.TextSet.read("missing\udcff"), taxon.Error, "missing"),
    ],
)
def test_a_wrong_call_says_what_is_wrong_in_a_line(model, call, error, says):
    with pytest.raises(error, match=says) as caught:
        call(model)
    assert "\n" not in str(caught.value)


def test_top_is_ordered(model):
    (first, p), (second, q) = model.top("the goalie made 3 saves on the ice", 0)
    assert (first, second) == ("hockey", "space")
    assert p > q
    assert model.top("the goalie made 3 saves on the ice", 1) == [(first, p)]


def test_several_labels(many_labels):
    texts, labels = many_labels
    model = taxon.train(texts, labels, **THOROUGH | {"epochs": 60}).model
    assert model.multi_label
    assert len(model.thresholds) == 2
    assert model.predict(["goalie ice 1", "goalie ice rocket orbit 3"]) == [["hockey"], ["hockey", "space"]]
    assert "micro_f1" in model.evaluate(texts, labels)
    with pytest.raises(taxon.Error, match="reject-below: is for models of one label"):
        taxon.Model.from_bytes(model.to_bytes(), reject_below=0.5)


@pytest.mark.parametrize("make", [list, tuple, np.array, pd.Series, lambda t: pd.DataFrame({"text": t}), iter])
def test_texts_may_come_as(model, make):
    texts = ["goalie ice", "rocket"]
    assert (model.predict_proba(make(texts)) == model.predict_proba(texts)).all()


@pytest.mark.parametrize(
    ("texts", "error", "says"),
    [
        ("goalie", TypeError, "a single one"),
        (["a", float("nan")], TypeError, "text 1 is of type float"),
        (["a", None], TypeError, "text 1 is of type NoneType"),
        (["a", "b\ud800"], taxon.Error, "text 1 has half a surrogate"),
        (["a", b"\xff"], taxon.Error, "text 1 is not UTF-8"),
        (np.array([["a", "b"]]), ValueError, "choose a column"),
    ],
)
def test_what_is_no_text_is_named(model, texts, error, says):
    with pytest.raises(error, match=says):
        model.predict_proba(texts)


def test_an_index_counts_from_the_first_text_also_late(model):
    with pytest.raises(taxon.Error, match="text 3000 is not UTF-8"):
        model.predict_proba([b"a"] * 3000 + [b"\xff"])


def test_tokens_have_places_in_characters(model):
    text = "Ünder thé ICE 🏒 goalie"
    tokens = taxon.tokenize(model, text)
    assert [text[token.begin : token.end].lower() for token in tokens] == [token.text for token in tokens]
    assert tokens[-1].text == "goalie"
    assert tokens[-1].id == model.ids("goalie")[0]


def test_saved_loaded_and_pickled_it_is_the_same(model, tmp_path):
    taxon.save(model, tmp_path / "a.taxon")
    texts = ["goalie ice", "rocket"]
    for other in (
        taxon.load(tmp_path / "a.taxon", threads=1),
        taxon.Model.from_bytes(model.to_bytes()),
        taxon.Model.from_bytes(bytearray(model.to_bytes())),
        pickle.loads(pickle.dumps(model)),
    ):
        assert other.to_bytes() == (tmp_path / "a.taxon").read_bytes()
        assert (other.predict_proba(texts) == model.predict_proba(texts)).all()
    assert model.info["provenance"]["train_texts"] == 24


def test_a_file_name_may_be_any_bytes(model, tmp_path):
    for name in (os.fsdecode(bytes(tmp_path) + b"/\xff.taxon"), bytes(tmp_path) + b"/\xfe.taxon"):
        model.save(name)
        assert taxon.load(name).to_bytes() == model.to_bytes()


def test_a_pickled_model_keeps_its_options(model):
    opened = taxon.Model.from_bytes(model.to_bytes(), threads=1, memory="1M")
    assert pickle.loads(pickle.dumps(opened))._native.options() == [("threads", "1"), ("memory", "1M")]


def test_what_cannot_be_loaded_says_why(tmp_path):
    with pytest.raises(taxon.Error) as caught:
        taxon.load(tmp_path / "missing.taxon")
    assert caught.value.file == str(tmp_path / "missing.taxon")
    assert caught.value.line is None
    assert isinstance(caught.value, ValueError)
    with pytest.raises(taxon.Error):
        taxon.Model.from_bytes(b"no model")
    assert (taxon.Error("mine").file, taxon.Error("mine").line, taxon.Error("mine").field) == (None, None, None)


def test_many_threads_get_the_same_bits(model):
    texts = [f"goalie {i} rocket" for i in range(64)]
    expected = model.predict_proba(texts)
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda text: model.predict_proba([text])[0], texts * 4))
    assert (np.array(rows) == np.concatenate([expected] * 4)).all()


def test_works_in_a_forked_process():
    # In a process of its own: a fork beside pytest's threads proves nothing.
    code = """
import os, sys, taxon
sys.path.insert(0, sys.argv[1])
from conftest import SMALL, make_posts
posts = make_posts()
model = taxon.train(*posts, **SMALL).model
before = model.predict_proba(posts[0])
child = os.fork()
if child == 0:
    same = (model.predict_proba(posts[0]) == before).all()
    del model
    sys.exit(0 if same else 3)
assert os.waitpid(child, 0)[1] == 0
assert (model.predict_proba(posts[0]) == before).all()
"""
    subprocess.run([sys.executable, "-c", code, os.path.dirname(__file__)], check=True, timeout=60)


def test_import_needs_neither_keras_nor_scikit_learn():
    code = "import sys, taxon; assert not {'keras', 'sklearn', 'pandas'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


WITHOUT_SCIKIT_LEARN = """
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "sklearn" else find(name, *rest)
import sys
sys.modules["sklearn"] = None  # importing it fails
from taxon import *
import taxon
assert "TaxonClassifier" not in dir(taxon)
taxon.TaxonClassifier
"""


def test_the_package_names_the_estimator_where_scikit_learn_is():
    assert "TaxonClassifier" in dir(taxon)
    assert set(taxon.__all__) <= set(dir(taxon))
    done = subprocess.run([sys.executable, "-c", WITHOUT_SCIKIT_LEARN], capture_output=True, text=True, timeout=60)
    assert done.stderr.endswith("ImportError: TaxonClassifier needs scikit-learn: pip install scikit-learn\n")


def test_version(run_program):
    assert run_program("--version").split()[1] == taxon.__version__


def test_words_by_icu(tmp_path):
    texts, labels = ["我喜欢这部电影", "今天天气很好", "这部电影很长", "天气不好"], ["film", "weather"] * 2
    model = taxon.train(texts, labels, split="icu", **SMALL).model
    assert [token.text for token in model.tokenize("这部电影")] == ["这", "部", "电影"]
    assert model.info["icu"]["trained"] == model.info["icu"]["here"]
    path = tmp_path / "m.taxon"
    model.save(path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert taxon.load(path).predict(texts) == model.predict(texts)
