"""Small models of the program, for the tests of exported models beside this file."""

import atexit
import gzip
import json
import os
import pathlib
import random
import shutil
import subprocess
import tempfile
import unittest

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ["TAXON_PROGRAM"]

SMALL = ["--epochs", "2", "--embed-dim", "16", "--ff-dim", "8", "--maxlen", "12", "--num-words", "60"]
# One of each kind of network; the names are for messages.
KINDS = {
    "as the notebook": ["--mask", "off"],
    "mask, two blocks, padding behind": [
        "--mask", "on", "--blocks", "2", "--padding", "post", "--truncating", "post", "--key-dim", "5", "--heads", "3"],
    "mask, sinusoidal positions": ["--mask", "on", "--positions", "sinusoidal"],
    "padding behind, no mask, three blocks": ["--mask", "off", "--blocks", "3", "--padding", "post", "--key-dim", "7"],
}
# Not trained but imported: several labels a text, two blocks, no positions, norms without scale or centre.
IMPORTED = ROOT / "tests/golden/keras"
KINDS["several labels a text"] = IMPORTED
# The notebook's model, trained by Keras itself; not part of this repository.
NOTEBOOK = ROOT.parent / "shared/keras"
# Texts of every length: without a token, one token, unknown words only, longer than maxlen.
TEXTS = ["", "!!!", "w1", "zzz qqq", "W3, w5 w7.", " ".join(f"w{i % 50}" for i in range(40)), "größe w2 ΟΔΟΣ"]


def taxon(*arguments, text=None):
    """Standard output of a run of the program."""
    run = subprocess.run([PROGRAM, *map(str, arguments)], input=text, capture_output=True, text=True)
    if run.returncode != 0:
        raise AssertionError(f"taxon {' '.join(map(str, arguments))}: {run.stderr}")
    return run.stdout


class Model:
    """A model in a folder of its own, gone at the end: trained with these options, or IMPORTED or NOTEBOOK."""

    def __init__(self, options):
        self.folder = tempfile.mkdtemp()
        atexit.register(shutil.rmtree, self.folder)
        self.path = self.file("model.taxon")
        if options is IMPORTED:
            self.file("own_layers.keras").write_bytes(gzip.decompress((IMPORTED / "own_layers.keras.gz").read_bytes()))
            taxon("import", "keras", self.file("own_layers.keras"), "--tokenizer", IMPORTED / "tokenizer.json",
                  "--out", self.path)
        elif options is NOTEBOOK:
            taxon("import", "keras", NOTEBOOK / "notebook.keras", "--tokenizer", NOTEBOOK / "tokenizer.json.gz",
                  "--out", self.path)
        else:
            self.write_texts()
            taxon("train", self.file("data"), "--preset", "notebook", *SMALL, *options, "--out", self.path)
        self.info = json.loads(taxon("info", self.path, "--json"))
        self.maxlen = self.info["options"]["encoder"]["maxlen"]

    def file(self, name):
        return pathlib.Path(self.folder) / name

    def write_texts(self):
        numbers = random.Random(5)
        for c in range(3):
            folder = self.file("data") / f"class {c}"
            folder.mkdir(parents=True)
            for i in range(20):
                words = [f"w{numbers.randrange(50) // 3 * 3 + c}" for _ in range(numbers.randrange(1, 20))]
                (folder / f"{i}.txt").write_text(" ".join(["größe", "οδος", *words]))

    def lines(self, command, texts, *options):
        out = taxon(command, self.path, "--json", *options, text="".join(text + "\n" for text in texts))
        return [json.loads(line) for line in out.splitlines()]

    def probabilities(self, texts):
        """(texts, classes) in the model's order of classes."""
        labels = self.info["labels"]
        lines = self.lines("predict", texts, "--top", "0")
        rows = [{c["label"]: c["probability"] for c in line["top"]} for line in lines]
        return np.array([[row[label] for label in labels] for row in rows], "float32")

    def ids(self, texts):
        """(texts, maxlen) padded as the model pads."""
        pre = self.info["options"]["encoder"]["padding"] == "pre"
        matrix = np.zeros((len(texts), self.maxlen), "int64")
        for row, line in zip(matrix, self.lines("tokenize", texts)):
            ids = line["ids"]
            if ids:
                row[slice(-len(ids), None) if pre else slice(len(ids))] = ids
        return matrix


def notebook():
    """The notebook's model and 500 texts of its words, up to twice as long as it reads."""
    if not (NOTEBOOK / "notebook.keras").is_file():
        raise unittest.SkipTest(f"NOT TESTED: {NOTEBOOK} is missing")
    model = Model(NOTEBOOK)
    taxon("export", "onnx", model.path, "--out", model.file("model.onnx"))
    words = json.loads(model.file("model.json").read_text())["tokenizer"]["words"]
    numbers = random.Random(7)
    return model, [" ".join(numbers.choices(words, k=numbers.randrange(512))) for _ in range(500)]
