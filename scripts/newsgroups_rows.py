"""Makes a labelled table of short rows out of 20 Newsgroups: the sentences of the posts under their group's name, in
a fixed order and, where more rows are asked for than there are sentences, over again.

usage: newsgroups_rows.py ARCHIVE FILE [--rows N | --bytes N]     FILE ends with .csv, .jsonl or .txt (fastText's lines)
"""

import argparse
import csv
import io
import itertools
import json
import re
import tarfile

SHORTEST, LONGEST = 20, 400  # characters of a sentence that is taken


def sentences(archive):
    """(group, sentence) of every post, sentences without line ends or blanks at their ends."""
    with tarfile.open(archive, "r:gz") as posts:
        for member in posts:
            if not member.isfile():
                continue
            post = posts.extractfile(member).read().decode("latin-1")
            body = post.partition("\n\n")[2]
            for sentence in re.split(r"(?<=[.!?])\s+", body):
                sentence = " ".join(sentence.split())
                if SHORTEST <= len(sentence) <= LONGEST and not sentence.startswith("__label__"):
                    yield member.name.split("/")[-2], sentence


def row_writer(name):
    """A function (label, text) -> the row as text, and what stands before the first row."""
    if name.endswith(".csv"):
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")

        def csv_row(label, text):
            buffer.seek(0)
            buffer.truncate()
            writer.writerow([label, text])
            return buffer.getvalue()

        return csv_row, "label,text\n"
    if name.endswith(".jsonl"):
        return lambda label, text: json.dumps({"text": text, "label": label}) + "\n", ""
    if name.endswith(".txt"):
        return lambda label, text: f"__label__{label} {text}\n", ""
    raise SystemExit(f"{name}: ends with none of .csv, .jsonl, .txt")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive")
    parser.add_argument("file")
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--bytes", type=int, default=0)
    options = parser.parse_args()
    row, head = row_writer(options.file)
    rows = itertools.cycle(list(sentences(options.archive)))
    with open(options.file, "w", encoding="utf-8", newline="") as out:
        out.write(head)
        written = 0
        for number in itertools.count(1):
            text = row(*next(rows))
            out.write(text)
            written += len(text.encode())
            if number == options.rows or (options.bytes and written >= options.bytes):
                break


if __name__ == "__main__":
    main()
