"""scripts/bench accuracy: a trial of it, what it keeps, and what the table says of targets."""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import paths
import accuracy_table

PRESET = "notebook --epochs 1 --maxlen 16"


class TrialTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def run_it(self, *options):
        return subprocess.run([sys.executable, paths.BENCH / "accuracy.py", "--taxon", paths.PROGRAM, "--data",
                               "made-up", "--seeds", "1", "--presets", PRESET, "--peers", "none", "--folder",
                               self.folder, *options], capture_output=True, text=True, timeout=200)

    def rows(self, name="results"):
        return json.loads((self.folder / f"{name}.json").read_text())["rows"]

    def test_figures_are_kept_and_not_measured_again(self):
        first = self.run_it()
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertIn("made-up, seed 1: taxon notebook", first.stderr)
        [row] = self.rows()
        self.assertEqual((row["data"], row["contestant"], row["seed"], row["n"]),
                         ("made-up", f"taxon {PRESET}", 1, 90))
        self.assertGreater(row["train_seconds_processor"], row["test_seconds_processor"])
        self.assertIn(f"| taxon {PRESET} | {100 * row['accuracy']:.2f} | {100 * row['macro_f1']:.2f} |", first.stdout)

        self.assertEqual((self.run_it().stdout, self.run_it().stderr), (first.stdout, ""))
        self.assertEqual(self.run_it("--table").stdout, first.stdout)
        self.assertIn("made-up, seed 1", self.run_it("--again").stderr)
        [same] = self.rows()
        self.assertEqual((same["accuracy"], same["calibration_error"]), (row["accuracy"], row["calibration_error"]))
        self.assertEqual(self.run_it("--seeds", "2").stderr, f"made-up, seed 2: taxon {PRESET}\n")
        self.assertEqual([r["seed"] for r in self.rows()], [1, 2])

    def test_trial_is_measured_each_time(self):
        for _ in range(2):
            outcome = self.run_it("--quick", "--data", "r8", "--seeds", "3")
            self.assertEqual(outcome.stderr, f"made-up, seed 1: taxon {PRESET}\n")
            self.assertEqual(len(self.rows("quick")), 1)

    def test_other_machines_figures_are_not_mixed_in(self):
        (self.folder / "results.json").write_text('{"settings": "Z80, 1 threads", "rows": []}')
        outcome = self.run_it()
        self.assertEqual(outcome.returncode, 1)
        self.assertIn("results.json: measured with Z80", outcome.stderr)
        self.assertEqual(json.loads((self.folder / "results.json").read_text())["settings"], "Z80, 1 threads")

    def test_failure_of_a_contestant_is_told(self):
        outcome = self.run_it("--presets", "no-such-preset")
        self.assertEqual(outcome.returncode, 1)
        self.assertIn("no-such-preset", outcome.stderr)
        self.assertFalse((self.folder / "results.json").exists())

    def test_unknown_names_are_refused(self):
        for option in ("--peers", "--data"):
            outcome = subprocess.run([sys.executable, paths.BENCH / "accuracy.py", option, "nobody"],
                                     capture_output=True, text=True)
            self.assertEqual(outcome.returncode, 2)
            self.assertIn("unknown: nobody", outcome.stderr)


def row(data, contestant, seed=1, **figures):
    return {"data": data, "contestant": contestant, "seed": seed, "accuracy": 0.9, "macro_f1": 0.8,
            "calibration_error": 0.01, "train_seconds": 10.0, "train_seconds_processor": 9.0, "test_seconds": 1.0,
            "test_seconds_processor": 1.0, "others": 0.0} | figures


def table(*rows, data="notebook", about=None):
    names = list(dict.fromkeys(r["contestant"] for r in rows))
    results = argparse.Namespace(settings="a machine", rows=list(rows))
    return accuracy_table.markdown(results, names, [(data, about or {"train": 1000, "test": 10, "classes": 2})])


class TableTest(unittest.TestCase):
    def test_mean_and_range_over_seeds(self):
        text = table(row("notebook", "taxon best", 1), row("notebook", "taxon best", 2, accuracy=0.95))
        self.assertIn("| taxon best | 92.50 (90.00–95.00) | 80.00 (80.00–80.00) |", text)
        self.assertIn("accuracy 96.0 (missed), calibration error under 0.02 |", text)
        self.assertNotIn("\\*", text)

    def test_no_probabilities(self):
        text = table(row("r8", "sklearn-words", calibration_error=None), data="r8")
        self.assertIn("| 80.00 | – | 10.0 (9.00) |", text)

    def test_targets_from_the_peers(self):
        bound = row("r8", "sklearn-ngrams", accuracy=0.905, train_seconds=18.0)
        rows = [row("r8", "taxon default"), row("r8", "taxon linear"), bound]
        default, linear, peer = table(*rows, data="r8").splitlines()[-3:]
        self.assertTrue(default.endswith("| the peers' best, 90.5 (missed), learning in 18.0 s |"), default)
        self.assertTrue(linear.endswith("| accuracy 90.2 (missed), learning in 9.00 s (missed) |"), linear)
        self.assertTrue(peer.endswith("| – |"), peer)

    def test_times_of_a_busy_machine_are_marked(self):
        text = table(row("r8", "taxon best", others=0.2), data="r8")
        self.assertIn("| 10.0 (9.00)* | 1.00 (1.00)* |", text)
        self.assertIn("other programs took more than 5 %", text)

    def test_what_else_is_known_of_a_set_stands_above(self):
        about = {"train": 11314, "test": 10, "classes": 20, "posts without a subject": 7}
        self.assertIn("**r8**: 11,314 texts to learn from, 10 to judge by, 20 classes; posts without a subject: 7",
                      table(row("r8", "taxon best"), data="r8", about=about))

    def test_nothing_measured(self):
        self.assertEqual(table(), "nothing has been measured yet")


if __name__ == "__main__":
    unittest.main()
