"""Threads beside a call: daemon threads at the end of the process, and what other threads may do meanwhile."""

import os
import subprocess
import sys

import pytest

ENDS_BESIDE = """
import sys, threading, time, taxon
sys.path.insert(0, sys.argv[1])
from conftest import SMALL, make_posts
texts, labels = make_posts(2000)
model = taxon.train(*make_posts(), **SMALL).model
began = threading.Event()
def train(**callbacks):
    taxon.train(texts, labels, **SMALL | {"epochs": 100000, "patience": 100000}, **callbacks)
calls = {
    "predict": lambda: model.predict_proba(texts),
    "evaluate": lambda: model.evaluate(texts, labels),
    "train": train,
    "callback": lambda: train(on_batch=lambda batch: sum(range(100000))),
}
def work():
    while True:
        began.set()
        calls[sys.argv[2]]()
threading.Thread(target=work, daemon=True).start()
began.wait()
time.sleep(float(sys.argv[3]))
"""


@pytest.mark.parametrize("call", ["predict", "evaluate", "train", "callback"])
@pytest.mark.parametrize("seconds", [0.1, 0.4])
def test_a_process_ends_beside_a_daemon_thread(call, seconds):
    command = [sys.executable, "-c", ENDS_BESIDE, os.path.dirname(__file__), call, str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
