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


def test_the_same_tokens(program_model, run_program):
    text = "The Goalie, the ICE"
    model = taxon.load(program_model)
    theirs = json.loads(run_program("tokenize", program_model, "--json", input=text + "\n").splitlines()[0])
    assert [token._asdict() for token in model.tokenize(text)] == theirs["tokens"]
    assert model.ids(text) == theirs["ids"]
