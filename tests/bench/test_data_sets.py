"""The sets as contestants read them."""

import pathlib
import tempfile
import unittest
from unittest import mock

import paths  # noqa: F401
import data_sets
import judged


class DataSetTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def test_made_set_is_read_back_and_kept(self):
        rows = {"train": [("a", "one\n\ttwo"), ("b", "x \u2028 \u00e9")], "test": [("b", "")]}
        make = mock.Mock(return_value=(rows, {"posts without a subject": 7}))
        with mock.patch.dict(data_sets.SETS, {"r8": make}):
            target = data_sets.prepare("r8", None, self.folder)
            data_sets.prepare("r8", None, self.folder)
        make.assert_called_once()
        for part, expected in rows.items():
            self.assertEqual(list(zip(*reversed(judged.read(target / f"{part}.jsonl")))), expected)
        self.assertEqual(data_sets.about(target),
                         {"posts without a subject": 7, "train": 2, "test": 1, "classes": 2})

    def test_failed_making_leaves_no_set(self):
        make = mock.Mock(side_effect=OSError)
        with mock.patch.dict(data_sets.SETS, {"r8": make}), self.assertRaises(OSError):
            data_sets.prepare("r8", None, self.folder)
        self.assertFalse((self.folder / "r8").exists())

    def test_rows_of_a_table_stand_below_three_lines(self):
        table = self.folder / "t.tab"
        table.write_text("Category\tText\nd\tstring\nclass\t\n\t\nearn\tnet of 3\nacq\tbuys\n", encoding="utf-8")
        self.assertEqual(data_sets.tab_rows(table), [("earn", "net of 3"), ("acq", "buys")])

    def test_set_to_choose_by_has_no_test_text(self):
        rows = [("a", f"a{i}") for i in range(10)] + [("b", f"b{i}") for i in range(6)]
        whole = mock.Mock(return_value=({"train": rows, "test": [("a", "judged")]}, {}))
        with mock.patch.object(data_sets, "newsgroups", return_value=whole):
            parts, _ = data_sets.within("by-date")(None, self.folder)
        self.assertEqual(sorted(parts["train"] + parts["test"]), sorted(rows))
        self.assertEqual([label for label, _ in parts["test"]], ["a", "a", "b"])

    def test_missing_archive_is_named(self):
        with self.assertRaises(SystemExit) as refused:
            data_sets.prepare("by-date", data_sets.Sources("gone.tar.gz", "linear_bench"), self.folder)
        self.assertIn("gone.tar.gz", str(refused.exception))

    def test_trial_is_the_same_each_time(self):
        self.assertEqual(data_sets.made_up(None, None), data_sets.made_up(None, None))


if __name__ == "__main__":
    unittest.main()
