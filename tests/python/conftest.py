"""Texts to train on, and the program. TAXON_PROGRAM names the program; ctest sets it and PYTHONPATH."""

import csv
import os
import subprocess

import pytest

import taxon

# A small network and a short training.
SMALL = {"preset": "notebook", "epochs": 3, "embed_dim": 16, "key_dim": 16, "ff_dim": 8, "maxlen": 8, "threads": 2}
# Long enough to know the words of `posts`.
THOROUGH = SMALL | {"epochs": 20, "batch_size": 4, "learning_rate": 0.01, "dropout": 0, "mask": True}


def make_posts(of_each=12):
    texts, labels = [], []
    for i in range(of_each):
        texts += [f"the goalie made {i} saves on the ice", f"the rocket reached orbit {i}"]
        labels += ["hockey", "space"]
    return texts, labels


@pytest.fixture(scope="session")
def posts():
    """(texts, labels): two classes whose words tell them apart, every other one of each."""
    return make_posts()


@pytest.fixture(scope="session")
def many_labels():
    """(texts, label lists): of hockey, of space, of both and of neither."""
    texts, labels = [], []
    for i in range(8):
        texts += [f"goalie ice {i}", f"rocket orbit {i}", f"goalie ice rocket orbit {i}", f"nothing of either {i}"]
        labels += [["hockey"], ["space"], ["space", "hockey"], []]
    return texts, labels


@pytest.fixture(scope="session")
def model(posts):
    return taxon.train(*posts, **THOROUGH).model


@pytest.fixture(scope="session")
def posts_csv(posts, tmp_path_factory):
    path = tmp_path_factory.mktemp("posts") / "posts.csv"
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *zip(*posts, strict=True)])
    return path


@pytest.fixture(scope="session")
def run_program():
    """run_program(*arguments, input=TEXT): what the program prints."""

    def run(*arguments, input=None):
        done = subprocess.run(
            [os.environ["TAXON_PROGRAM"], *map(str, arguments)],
            input=input,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def as_arguments(options):
    """The options as the program's arguments."""
    return [part for name, value in options.items() for part in (f"--{name.replace('_', '-')}", str(value))]
