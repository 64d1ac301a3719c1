"""The package gives the program's bytes and bits."""

import json

import numpy as np
import pytest

import taxon
from conftest import SMALL, as_arguments


@pytest.fixture(scope="module")
def program_model(run_program, posts_csv, tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "program.taxon"
    run_program("train", posts_csv, "--out", path, "--valid-fraction", "0.25", *as_arguments(SMALL))
    return path


def test_lists_give_the_same_bytes(program_model, posts):
    trained = taxon.train(*posts, valid_fraction=0.25, **SMALL)
    assert trained.model.to_bytes() == program_model.read_bytes()


def test_a_file_gives_the_same_bytes(program_model, posts_csv, tmp_path):
    trained = taxon.train(taxon.TextSet.read(posts_csv), valid_fraction=0.25, **SMALL)
    taxon.save(trained.model, tmp_path / "a.taxon")
    assert (tmp_path / "a.taxon").read_bytes() == program_model.read_bytes()


def test_the_estimator_gives_the_same_bytes(program_model, posts):
    classifier = taxon.TaxonClassifier(valid_fraction=0.25, **SMALL).fit(*posts)
    assert classifier.model_.to_bytes() == program_model.read_bytes()


@pytest.mark.parametrize("threads", [1, 3])
def test_the_same_probabilities_to_the_bit(program_model, posts, run_program, threads):
    texts = posts[0]
    model = taxon.load(program_model, threads=threads)
    mine = model.predict_proba(texts)
    lines = run_program("predict", program_model, "--json", "--top", "0", input="\n".join(texts) + "\n").splitlines()
    assert len(lines) == len(texts)
    for row, line in zip(mine, lines, strict=True):
        of_label = {one["label"]: np.float32(one["probability"]) for one in json.loads(line)["top"]}
        assert [of_label[label] for label in model.labels] == list(row)
    alone = np.concatenate([model.predict_proba([text]) for text in texts])
    assert (alone == mine).all()


def test_the_same_evaluation(program_model, posts, posts_csv, run_program):
    mine = taxon.load(program_model).evaluate(*posts)
    assert mine == json.loads(run_program("evaluate", program_model, posts_csv, "--json"))


def test_the_same_evaluation_where_answers_are_rejected(program_model, posts, posts_csv, run_program):
    mine = taxon.load(program_model, reject_below=0.6).evaluate(*posts)
    assert mine == json.loads(run_program("evaluate", program_model, posts_csv, "--json", "--reject-below", "0.6"))
    assert mine["rejecting"]["reject_below"] == 0.6


def test_the_same_answers_in_windows(program_model, posts, posts_csv, run_program):
    text = " ".join(posts[0])
    whole = taxon.load(program_model, windows=True)
    mine = whole.predict_proba([text])[0]
    assert (mine != taxon.load(program_model, windows=False).predict_proba([text])[0]).any()
    line = run_program("predict", program_model, "--json", "--top", "0", "--windows", input=text + "\n")
    of_label = {one["label"]: np.float32(one["probability"]) for one in json.loads(line)["top"]}
    assert [of_label[label] for label in whole.labels] == list(mine)
    theirs = run_program("evaluate", program_model, posts_csv, "--json", "--windows")
    assert whole.evaluate(*posts) == json.loads(theirs)


def test_the_same_comparison(program_model, posts, posts_csv, run_program, tmp_path):
    other = taxon.train(*posts, **SMALL | {"epochs": 1, "seed": 7}).model
    other.save(tmp_path / "other.taxon")
    mine = taxon.compare(taxon.load(program_model), other, *posts)
    theirs = run_program("evaluate", program_model, tmp_path / "other.taxon", posts_csv, "--json")
    assert mine == json.loads(theirs)


def test_the_same_evaluation_of_several_labels(many_labels, run_program, tmp_path):
    texts, labels = many_labels
    model = taxon.train(texts, labels, **SMALL).model
    model.save(tmp_path / "many.taxon")
    data = tmp_path / "many.jsonl"
    data.write_text("".join(json.dumps({"text": t, "label": l}) + "\n" for t, l in zip(texts, labels, strict=True)))
    theirs = json.loads(run_program("evaluate", tmp_path / "many.taxon", data, "--json"))
    thresholds = [one.pop("threshold") for one in theirs["classes"]]
    assert thresholds == model.thresholds
    assert model.evaluate(texts, labels) == theirs


def test_the_same_rejected_texts(program_model, posts, run_program):
    texts = [*posts[0], "something else"]
    rows = taxon.load(program_model).predict_proba(texts).max(axis=1)
    bound = float(np.sort(rows)[len(rows) // 2])  # as a float's own digits: the text that has it is answered
    model = taxon.load(program_model, reject_below=bound)
    assert model.reject_below == np.float32(bound)
    lines = run_program("predict", program_model, "--json", "--reject-below", bound, input="\n".join(texts) + "\n")
    theirs = [json.loads(line)["label"] for line in lines.splitlines()]
    assert model.predict(texts) == theirs
    assert theirs.count(None) == (rows < np.float32(bound)).sum() > 0


def test_the_same_tokens(program_model, run_program):
    text = "The Goalie, the ICE"
    model = taxon.load(program_model)
    theirs = json.loads(run_program("tokenize", program_model, "--json", input=text + "\n").splitlines()[0])
    assert [token._asdict() for token in model.tokenize(text)] == theirs["tokens"]
    assert model.ids(text) == theirs["ids"]
