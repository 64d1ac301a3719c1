"""The measurements as a Markdown table, with the targets beside them, and its place in a document."""

import statistics
import sys

import targets

BEGIN, END = "<!-- scripts/bench peers: begin -->", "<!-- scripts/bench peers: end -->"
TITLES = {
    "train": "training",
    "predict": "classifying many posts",
    "predict-bf16": "classifying many posts, taxon in bfloat16",
    "latency": "one post, model loaded",
    "short-train": "training, texts of 10 to 40 tokens",
    "short-predict": "classifying many texts of 10 to 40 tokens",
    "long-train": "training, texts of 1,000 to 4,000 tokens, batches of 4",
    "long-predict": "classifying texts of 1,000 to 4,000 tokens",
    "words-train": "training with 200,000 words",
    "whole-seconds": "a whole training, words included",
    "whole-accuracy": "what it then gets right of the validation part",
    "linear-train": "training, against a linear model",
    "linear-predict": "classifying many posts, against a linear model",
    "tokenize": "learning the words and turning texts into ids, one thread",
    "read": "from the archive of 20 Newsgroups to the ids of its posts",
    "threads-train": "training, all threads over one",
    "threads-predict": "classifying, all threads over one",
    "memory": "peak memory, ids loaded and trained",
    "memory-process": "peak memory of `taxon train`, from archive to model file",
    "start": "from process start to the first answer of `taxon predict`",
}


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def spread(values, unit):
    middle = f"{number(statistics.median(values))} {unit}"
    return middle if len(values) == 1 else f"{middle} ({number(min(values))}–{number(max(values))})"


def target(m):
    """The row's target in words, with a mark where the measured figure misses it."""
    wanted = []
    if (ratio := targets.RATIOS.get((m.row, m.mask, m.peer))) is not None:
        wanted.append((f"{ratio:g} x", m.ratio >= ratio))
    mine = statistics.median(m.taxon)
    if (least := targets.AT_LEAST.get(m.row)) is not None:
        wanted.append((f"{least} {m.unit}", mine >= least))
    if (limit := targets.BELOW.get(m.row)) is not None:
        wanted.append((f"under {limit} {m.unit}", mine < limit))
    return ", ".join(f"{words}{'' if reached else ' (missed)'}" for words, reached in wanted) or "–"


def line(m):
    other = f"{m.peer_name}: {spread(m.others, m.unit)} | {m.ratio:.2f} x" if m.others else "– | –"
    return f"| {TITLES[m.row]} | {m.mask or '–'} | {spread(m.taxon, m.unit)} | {other} | {target(m)} |"


def markdown(runs):
    """runs: for each name of rows.ROWS that was measured, its `settings` and `measurements`."""
    if not runs:
        sys.exit("nothing has been measured yet")
    settings = {run["settings"] for run in runs.values()}
    if len(settings) > 1:
        found = "\n".join(f"  {name}: {run['settings']}" for name, run in runs.items())
        sys.exit(f"measured in different settings, so one table cannot hold them; measure some anew:\n{found}")
    lines = [f"{settings.pop()}. Medians (and ranges); a ratio above 1 is in taxon's favour: its speed over the "
             "peer's, or the peer's time or memory over taxon's.\n",
             "| what | mask | taxon | peer | ratio | target |\n|---|---|---|---|---|---|"]
    lines += [line(m) for run in runs.values() for m in run["measurements"]]
    return "\n".join(lines) + "\n"


def write_into(path, text):
    """Replaces what stands between the two marks of the file."""
    document = path.read_text(encoding="utf-8")
    if document.count(BEGIN) != 1 or document.count(END) != 1:
        sys.exit(f"{path}: needs the lines '{BEGIN}' and '{END}', once each; the table goes between them")
    before, rest = document.split(BEGIN)
    path.write_text(f"{before}{BEGIN}\n{text}{END}{rest.split(END)[1]}", encoding="utf-8")
