"""The figures of accuracy.py as Markdown tables, one a data set, with the targets beside them."""

import statistics

import table
import targets

TAXON = "taxon "  # what stands before a preset's name
TITLES = {
    "sklearn-words": "scikit-learn: words, LinearSVC",
    "sklearn-calibrated": "scikit-learn: words, LinearSVC, calibrated",
    "sklearn-bayes": "scikit-learn: words, ComplementNB",
    "sklearn-ngrams": "scikit-learn: words, pairs and characters, LinearSVC",
    "fasttext-words": "fastText: words, rate 0.5, 25 epochs",
    "fasttext-pairs": "fastText: words and pairs, rate 0.5, 25 epochs",
    "fasttext-pairs-long": "fastText: words and pairs, rate 1, 50 epochs",
}
BOUND = "sklearn-ngrams"  # the row that learning times are held against
QUIET = 0.05  # with a larger share of the machine taken by others, times are marked
HEAD = ("| | accuracy, % | macro-F1, % | calibration error | learning, s (processor) | answering, s (processor) "
        "| target |\n|---|---|---|---|---|---|---|")


class Figures:
    """The rows of one contestant on one data set, a row a seed."""

    def __init__(self, rows):
        self.rows = rows

    def values(self, key):
        return [row[key] for row in self.rows]

    def mean(self, key):
        return statistics.mean(self.values(key))

    def cell(self, key, digits, scale=1):
        """Mean and, of several seeds, range."""
        values = self.values(key)
        if None in values:
            return "–"
        middle = f"{scale * statistics.mean(values):.{digits}f}"
        low, high = (f"{scale * end(values):.{digits}f}" for end in (min, max))
        return middle if len(values) == 1 else f"{middle} ({low}–{high})"

    def times(self, key):
        mark = "*" if max(self.values("others")) > QUIET else ""
        return f"{table.number(self.mean(key))} ({table.number(self.mean(f'{key}_processor'))}){mark}"


def at_least(words, least, mean):
    return f"{words} {100 * least:.1f}", mean >= least


def wanted(data, name, figures, all_figures):
    """(target in words, whether it is reached), all that hold for the row."""
    preset = name.removeprefix(TAXON)
    mine, peers = figures.mean("accuracy"), {n: f for n, f in all_figures.items() if not n.startswith(TAXON)}
    if not name.startswith(TAXON):
        return
    if (least := targets.ACCURACY.get((preset, data))) is not None:
        yield at_least("accuracy", least, mine)
    if peers and preset in targets.BEATS_PEERS and data in targets.BEATS_PEERS[preset]:
        yield at_least("the peers' best,", max(f.mean("accuracy") for f in peers.values()), mine)
    if (data, preset) in targets.CALIBRATION_BELOW:
        limit = targets.CALIBRATION_BELOW[data, preset]
        yield f"calibration error under {limit}", figures.mean("calibration_error") < limit
    if BOUND not in peers:
        return
    if (gap := targets.ACCURACY_GAP.get(preset)) is not None:
        yield at_least("accuracy", peers[BOUND].mean("accuracy") - gap, mine)
    if (share := targets.LEARNING_TIME.get(preset)) is not None:
        limit = share * peers[BOUND].mean("train_seconds")
        yield f"learning in {table.number(limit)} s", figures.mean("train_seconds") <= limit


def line(data, name, figures, all_figures):
    marks = [f"{words}{'' if reached else ' (missed)'}" for words, reached in wanted(data, name, figures, all_figures)]
    return "| " + " | ".join([
        TITLES.get(name, name), figures.cell("accuracy", 2, 100), figures.cell("macro_f1", 2, 100),
        figures.cell("calibration_error", 3), figures.times("train_seconds"), figures.times("test_seconds"),
        ", ".join(marks) or "–"]) + " |"


def heading(data, about):
    """about: how many texts each part has and how many classes there are; what else stands in it is told as it is."""
    sizes = f"{about['train']:,} texts to learn from, {about['test']:,} to judge by, {about['classes']} classes"
    rest = [f"{what}: {count:,}" for what, count in about.items() if what not in ("train", "test", "classes")]
    return "; ".join([f"**{data}**: {sizes}", *rest])


def markdown(results, names, sets):
    """results: has `settings` and `rows`; names: of contestants, in order; sets: (name, what is known about it)."""
    parts = [f"{results.settings}. Mean over seeds (and range). Learning and answering each start with reading the "
             "texts."]
    marked = False
    for data, about in sets:
        rows = [row for row in results.rows if row["data"] == data]
        found = {name: Figures(own) for name in names if (own := [r for r in rows if r["contestant"] == name])}
        if found:
            marked = marked or any(row["others"] > QUIET for row in rows)
            lines = [line(data, name, figures, found) for name, figures in found.items()]
            parts.append("\n".join([heading(data, about), "", HEAD, *lines]))
    if len(parts) == 1:
        return "nothing has been measured yet"
    if marked:
        parts.append(f"\\* while other programs took more than {100 * QUIET:.0f} % of the machine: the processor's "
                     "seconds are nearer the truth.")
    return "\n\n".join(parts)
