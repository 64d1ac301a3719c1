"""A GridSearchCV over a Pipeline on four classes of 20 Newsgroups; skipped, loudly, where they are not at hand."""

import os
import pathlib

import pytest
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

import taxon

CLASSES = ["rec.sport.hockey", "sci.space", "talk.politics.mideast", "comp.graphics"]
ROOT = pathlib.Path(__file__).resolve().parents[2]


def without_digits(texts):
    return ["".join(c for c in text if not c.isdigit()) for text in texts]


@pytest.fixture(scope="module")
def archive():
    named = os.environ.get("TAXON_20NEWS")
    folders = ROOT / "data", ROOT.parent / "shared/data"
    places = [pathlib.Path(named)] if named else [folder / "20news-bydate.tar.gz" for folder in folders]
    for place in places:
        if place.is_file():
            return place
    pytest.skip("NOT TESTED: no 20news-bydate.tar.gz in data/ or named by TAXON_20NEWS")


def read(archive, subset):
    return taxon.TextSet.read(
        archive, subset=subset, categories=CLASSES, encoding="latin-1", remove=["headers", "footers", "quotes"]
    )


def test_grid_search_on_four_newsgroups(archive, capsys):
    train, test = read(archive, "train"), read(archive, "test")
    assert train.classes == sorted(CLASSES)
    pipeline = Pipeline(
        [
            ("digits", FunctionTransformer(without_digits)),
            ("taxon", taxon.TaxonClassifier(embed_dim=32, key_dim=32, maxlen=64, epochs=6, threads=2, mask=True)),
        ]
    )
    search = GridSearchCV(pipeline, {"taxon__learning_rate": [1e-5, 3e-3]}, cv=2).fit(train.texts, train.labels)
    assert search.best_params_ == {"taxon__learning_rate": 3e-3}
    accuracy = search.score(test.texts, test.labels)
    with capsys.disabled():
        print(f"GridSearchCV on four newsgroups: accuracy {accuracy:.4f} on the {len(test)} test posts")
    assert accuracy > 0.7  # of four classes of one size, guessing gets 0.25
