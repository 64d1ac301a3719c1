import io
import os
import pickle
import re
import signal
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest

import taxon
from conftest import SMALL, make_posts


def test_history_has_every_epoch(posts):
    trained = taxon.train(*posts, valid_fraction=0.25, **SMALL)
    assert set(trained.history) == {
        "epoch", "loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds",
    }  # fmt: skip
    assert trained.history["epoch"] == [1, 2, 3]
    assert trained.end == "epochs done"
    best = min(range(3), key=trained.history["val_loss"].__getitem__)
    assert trained.best_epoch == best + 1


def test_without_validation_there_are_no_figures_of_it(posts):
    assert "val_loss" not in taxon.train(*posts, **SMALL).history


def test_validation_texts_of_ones_own(posts):
    given = taxon.train(*posts, valid=make_posts(2), **SMALL)
    as_set = taxon.train(taxon.TextSet(*posts), valid=taxon.TextSet(*make_posts(2)), **SMALL)
    assert given.model.to_bytes() == as_set.model.to_bytes()
    assert "val_loss" in given.history


def test_callbacks_see_every_epoch_and_batch(posts):
    epochs, batches = [], []
    trained = taxon.train(*posts, on_epoch=epochs.append, on_batch=batches.append, batch_size=8, **SMALL)
    assert [e.loss for e in epochs] == trained.history["loss"]
    assert len(batches) == 9
    assert (batches[-1].epoch, batches[-1].texts_done, batches[-1].texts) == (3, 24, 24)


def test_a_callback_ends_the_training(posts):
    trained = taxon.train(*posts, on_epoch=lambda e: e.epoch == 2, **SMALL)
    assert trained.end == "stopped"
    assert trained.history["epoch"] == [1, 2]


@pytest.mark.parametrize("answer", [1, "stop", None, np.bool_(False), [True]])
def test_only_true_ends_the_training(posts, answer):
    assert taxon.train(*posts, on_epoch=lambda e: answer, **SMALL).end == "epochs done"


def test_a_true_of_numpy_ends_the_training_too(posts):
    trained = taxon.train(*posts, on_epoch=lambda e: np.float64(e.loss) > 0, **SMALL)
    assert (trained.end, trained.history["epoch"]) == ("stopped", [1])


def test_a_callback_must_be_one(posts):
    with pytest.raises(TypeError, match="on_epoch is a function to call, not int"):
        taxon.train(*posts, on_epoch=3, **SMALL)


@pytest.mark.parametrize("name", ["on_epoch", "on_batch"])
@pytest.mark.parametrize("error", [LookupError, SystemExit, KeyboardInterrupt])
def test_what_a_callback_raises_comes_out_with_what_was_reached(posts, name, error):
    def fail(figures):
        if figures.epoch == 2:
            raise error("mine")

    with pytest.raises(error, match="mine") as caught:
        taxon.train(*posts, **{name: fail}, batch_size=8, **SMALL)
    assert caught.value.trained.history["epoch"] == ([1, 2] if name == "on_epoch" else [1])
    assert caught.value.trained.model.predict(["ice"])


def test_what_a_training_in_a_callback_raises_has_what_the_outer_one_reached(posts):
    def fail(_):
        raise LookupError

    def train_another(_):
        taxon.train(*posts, on_epoch=fail, **SMALL | {"epochs": 1})

    with pytest.raises(LookupError) as caught:
        taxon.train(*posts, on_epoch=lambda e: e.epoch == 3 and train_another(e), **SMALL)
    assert caught.value.trained.history["epoch"] == [1, 2, 3]


def test_an_interrupt_before_the_training_has_reached_nothing(posts):
    def texts():
        yield "ice"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        taxon.train(texts(), ["a"], **SMALL)
    assert caught.value.trained is None


def test_figures_can_be_printed_and_pickled(posts):
    epochs, batches = [], []
    taxon.train(*posts, on_epoch=epochs.append, on_batch=batches.append, **SMALL)
    assert str(epochs[0]).startswith("EpochFigures(epoch=1, loss=0.")
    assert str(batches[0]).startswith("BatchFigures(epoch=1, epochs=3, texts_done=24, texts=24, loss=0.")
    assert pickle.loads(pickle.dumps(batches)) == batches
    assert str(pickle.loads(pickle.dumps(epochs))) == str(epochs)  # with NaN, which equals nothing


def test_progress_is_a_line_an_epoch(posts, capsys):
    taxon.train(*posts, valid_fraction=0.25, progress=True, **SMALL)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert re.fullmatch(r"epoch 3: loss \d\.\d{4}, accuracy \S+, val_loss \S+, val_accuracy \S+, \S+ s", lines[2])


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_ends_its_line_where_the_training_is_broken_off(posts, monkeypatch):
    def fail(_):
        raise LookupError

    monkeypatch.setattr(sys, "stderr", Terminal())
    with pytest.raises(LookupError):
        taxon.train(*posts, progress=True, on_batch=fail, **SMALL)
    assert re.fullmatch(r"\repoch 1/3: 24/24 texts, \d+ texts/s, loss \S+\n", sys.stderr.getvalue())


class Broken:
    def write(self, _):
        raise BrokenPipeError


@pytest.mark.parametrize("stream", [None, Broken(), object()])
def test_a_stream_that_fails_costs_the_progress_and_no_training(posts, monkeypatch, stream):
    monkeypatch.setattr(sys, "stderr", stream)
    assert taxon.train(*posts, progress=True, **SMALL).end == "epochs done"


def test_class_weights_by_label_count(posts):
    plain = taxon.train(*posts, **SMALL).model
    weighed = taxon.train(*posts, class_weight={"space": 3}, **SMALL).model
    assert (plain.predict_proba(posts[0]) != weighed.predict_proba(posts[0])).any()
    series = taxon.train(*posts, class_weight=pd.Series({"space": 3}), **SMALL).model
    assert series.to_bytes() == weighed.to_bytes()
    with pytest.raises(taxon.Error, match="hokey"):
        taxon.train(*posts, class_weight={"hokey": 3}, **SMALL)


def test_pretrained_vectors(posts, tmp_path):
    vectors = tmp_path / "v.txt"
    vectors.write_text("2 4\ngoalie 0.5 0.25 0 1\nOrbit 1 0 -1 0.5\n")
    without_size = {name: value for name, value in SMALL.items() if name != "embed_dim"}
    trained = taxon.train(*posts, vectors=vectors, **without_size)
    assert trained.model.info["options"]["encoder"]["embed_dim"] == 4
    assert f" words start from the vectors of {vectors}, of 4 numbers each" in "".join(trained.notes)
    with pytest.raises(taxon.Error, match=r"embed-dim: is 16.* give embed-dim 4"):
        taxon.train(*posts, vectors=vectors, **SMALL)


def test_a_training_uses_a_set_up(posts):
    texts = taxon.TextSet(*posts)
    assert (len(texts), texts.classes, texts.multi_label) == (24, ["hockey", "space"], False)
    assert (texts.texts, texts.labels) == posts
    taxon.train(texts, **SMALL)
    with pytest.raises(taxon.Error, match="used up"):
        taxon.train(texts, **SMALL)


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"epoch": 1}, TypeError, "no option 'epoch'"),
        ({"epochs": 0}, taxon.Error, "epochs"),
        ({"epochs": True}, TypeError, "epochs takes N"),
        ({"mask": "yes"}, taxon.Error, "mask"),
        ({"key_dim": 10**9}, taxon.Error, "key-dim"),
        ({"from_model": object()}, TypeError, "from_model takes MODEL, not <object"),
        ({"class_weight": "balance"}, taxon.Error, "'balance' is neither 'balanced' nor a file"),
    ],
)
def test_a_wrong_option_is_named(posts, options, error, says):
    with pytest.raises(error, match=says):
        taxon.train(*posts, **SMALL | options)


def test_options_on_and_off(posts):
    as_bool = taxon.train(*posts, mask=True, **SMALL).model
    for same in ("on", np.bool_(True)):
        assert as_bool.to_bytes() == taxon.train(*posts, mask=same, **SMALL).model.to_bytes()


def test_labels_and_texts_that_do_not_fit_are_named(posts):
    with pytest.raises(taxon.Error, match="24 texts and the labels of 23"):
        taxon.train(posts[0], posts[1][1:], **SMALL)
    with pytest.raises(TypeError, match="need their labels"):
        taxon.train(posts[0], **SMALL)


INTERRUPTED = """
import signal, sys, time, taxon
sys.path.insert(0, sys.argv[1])
from conftest import make_posts
texts, labels = make_posts(2000)
began = None
def on_batch(batch):
    global began
    if began is None and batch.epoch == EPOCH:
        print("ready", flush=True)
        began = time.monotonic()
try:
    taxon.train(texts, labels, preset="notebook", epochs=100000, patience=100000, batch_size=64, on_batch=on_batch,
                threads=2, maxlen=128, embed_dim=EMBED)
except KeyboardInterrupt as stop:
    trained = stop.trained
    print("model" if trained else "none")
"""


@pytest.mark.parametrize(("epoch", "embed", "left"), [(1, 256, "none"), (3, 16, "model")])
def test_ctrl_c_ends_it_within_a_second(epoch, embed, left):
    code = INTERRUPTED.replace("EPOCH", str(epoch)).replace("EMBED", str(embed))
    child = subprocess.Popen([sys.executable, "-c", code, os.path.dirname(__file__)], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "ready\n"
    child.send_signal(signal.SIGINT)
    began = time.monotonic()
    assert child.stdout.readline() == left + "\n"
    assert time.monotonic() - began < 1
    assert child.wait(timeout=60) == 0


def test_judges_the_parts_of_a_joined_model():
    posts = make_posts(40)
    trained = taxon.train(*posts, **SMALL | {"preset": "default", "networks": 2})
    assert trained.held_out["texts"] == 16
    assert trained.held_out["linear"]["accuracy"] > 0.9
    assert set(trained.held_out) == {"texts", "linear", "networks", "joined"}
    assert trained.valid == {"texts": 0}
    assert trained.best_epoch == 0
    assert trained.model.predict(posts[0]) == posts[1]
    linear = taxon.train(*posts, preset="linear", threads=2, valid=make_posts(2))
    assert linear.valid["joined"]["accuracy"] == 1.0
    assert "networks" not in linear.valid
    with pytest.raises(taxon.Error, match="no network"):
        linear.model.tokenize("goalie")
