"""The peers' figures are taxon's own by definition, and scikit-learn's side runs where it is installed."""

import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import paths
import data_sets
import judged


def program(*arguments):
    return subprocess.run([paths.PROGRAM, *map(str, arguments)], check=True, capture_output=True, text=True).stdout


class FiguresTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.data = data_sets.prepare("made-up", None, scratch.name)
        cls.model = pathlib.Path(scratch.name) / "model.taxon"
        program("train", cls.data / "train.jsonl", "--epochs", 3, "--out", cls.model, "--embed-dim", 16, "--key-dim",
                16, "--ff-dim", 8, "--maxlen", 16)

    def test_same_as_evaluate(self):
        answers = [json.loads(line) for line in
                   program("predict", self.model, self.data / "test.jsonl", "--input", "jsonl", "--json").splitlines()]
        _, truth = judged.read(self.data / "test.jsonl")
        mine = judged.figures(truth, [a["label"] for a in answers], [a["probability"] for a in answers])
        own = json.loads(program("evaluate", self.model, self.data / "test.jsonl", "--json"))
        self.assertLess(mine["accuracy"], 1)  # else nothing would be told apart
        for key, value in mine.items():
            self.assertAlmostEqual(value, own[key], delta=1e-6, msg=key)

    def test_probabilities_at_the_ends(self):
        self.assertAlmostEqual(judged.calibration_error([True, False], [1.00001, 0.0]), 0.5e-5)

    def test_bins_end_with_their_upper_end(self):
        # 0.2 is 3/15: with what is below it, not above; so the two cancel out.
        self.assertAlmostEqual(judged.calibration_error([True, False, False], [0.2, 0.19, 0.61]), (0.61 + 0.61) / 3)

    def test_no_probabilities_no_error(self):
        figures = judged.figures(["a", "b", "b"], ["a", "a", "c"], None)
        self.assertIsNone(figures["calibration_error"])
        self.assertAlmostEqual(figures["macro_f1"], (2 / 3 + 0 + 0) / 3)

    @unittest.skipUnless(importlib.util.find_spec("sklearn"), "scikit-learn is not installed")
    def test_sklearn_learns_each_kind(self):
        for kind, sure in (("words", False), ("calibrated", True), ("bayes", True), ("ngrams", False)):
            printed = subprocess.run([sys.executable, paths.BENCH / "peers" / "sklearn_judged.py", kind,
                                      self.data / "train.jsonl", self.data / "test.jsonl", "--seed", "1"],
                                     check=True, capture_output=True, text=True).stdout
            result = json.loads(printed)
            self.assertGreater(result["accuracy"], 0.6, kind)
            self.assertEqual(result["calibration_error"] is not None, sure, kind)
            self.assertGreater(result["train_seconds"], 0)


if __name__ == "__main__":
    unittest.main()
