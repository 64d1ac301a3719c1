"""Short texts made from 20 Newsgroups: what a post's Subject line says, without "Re:", under the post's group."""

import re
import tarfile
from dataclasses import dataclass

SUBJECT = re.compile(r"^subject:[ \t]*(.*(?:\r?\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE)
REPLY = re.compile(r"^(?:re\s*(?:\[\d+\]|\^\d+)?\s*:\s*)+", re.IGNORECASE)


@dataclass
class Subjects:
    """(group, text) of each post, by date; without a subject none."""

    train: list
    test: list
    without: int  # posts that have none

    def known(self):
        """How many test texts the training part has too, letters' case and kinds of blanks aside: of the same
        thread, mostly."""
        return len(self.test) - len(self.unseen())

    def unseen(self):
        """The test rows whose text is not in the training part."""
        seen = {text.casefold() for _, text in self.train}
        return [(group, text) for group, text in self.test if text.casefold() not in seen]


def subject_of(post):
    """The subject of a post's text, blanks made one each; empty where it has none."""
    head = re.split(r"\r?\n\r?\n", post, maxsplit=1)[0]
    found = SUBJECT.search(head)
    return REPLY.sub("", " ".join(found[1].split())).strip() if found else ""


def read(archive):
    """The Subjects of 20news-bydate.tar.gz, in its order."""
    parts, without = {"train": [], "test": []}, 0
    with tarfile.open(archive, "r:gz") as posts:
        for member in posts:
            if not member.isfile():
                continue
            folder, group, _ = member.name.split("/")[-3:]
            text = subject_of(posts.extractfile(member).read().decode("latin-1"))
            if text:
                parts[folder.rpartition("-")[2]].append((group, text))
            else:
                without += 1
    return Subjects(parts["train"], parts["test"], without)
