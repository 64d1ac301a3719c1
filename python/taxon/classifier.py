"""The scikit-learn estimator. Importing this module needs scikit-learn; importing taxon does not."""

import inspect
import warnings
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import accuracy_score
from sklearn.utils.validation import check_is_fitted

from ._columns import as_texts
from ._inputs import TextSet, as_pair
from ._options import options
from ._targets import target_of
from ._training import OnBatch, OnEpoch, Trained, train

# Not reject_below: scikit-learn counts on an answer that is one of the classes.
_OPTIONS = [option for option in options("train", "classify") if option.name != "reject_below"]


class TaxonClassifier(ClassifierMixin, BaseEstimator):
    """Classifies texts with a Transformer encoder, trained from nothing on a plain CPU.

    X is a list, an array, a Series or a frame's column of texts (str). y has a label of each: any type that sorts. Or
    several labels a text: a matrix of zeros and ones, (texts, classes), or of each text a list of labels.

    Every parameter is an option of the program; None leaves it at its default, which `preset` may shift. The same
    texts, labels and options give the same model file as `taxon train`.

    Attributes after fit:
      classes_: (classes,), sorted, as they stand in y; of a matrix 0, 1, ...
      model_: the taxon.Model, which knows classes by their str().
      history_: of each figure its value after each epoch (taxon.Trained.history).
      best_epoch_: from 1.
      end_: why it ended (taxon.Trained.end).
      notes_: what the program prints as notes.

    A fit that Ctrl-C or a callback's exception ends raises that; with an epoch done the estimator is fitted all the
    same, with the best one so far.

    A weight by class in class_weight goes by the classes of y. Those that y lacks are ignored with a warning, for a
    fold of cross-validation may lack some; a class_weight with no class of y raises ValueError.

    Parameters:
      verbose: write a line an epoch to sys.stderr.
    """

    def __init__(self, *, verbose: bool = False, **given: Any) -> None:
        # Each option is a parameter by the signature made below from the option table.
        for name in given:
            if name not in _OPTION_NAMES:
                raise TypeError(f"TaxonClassifier has no parameter {name!r}; taxon.options() lists them")
        for name in _OPTION_NAMES:
            setattr(self, name, given.get(name))
        self.verbose = verbose

    def fit(
        self,
        X: Any,
        y: Any,
        *,
        valid: Any = None,
        on_epoch: OnEpoch | None = None,
        on_batch: OnBatch | None = None,
    ) -> "TaxonClassifier":
        """Trains. valid: (X, y) to watch the training by, over the same classes or fewer, or a TextSet.

        The rest as taxon.train(). X: as Model.predict_proba() takes texts; y: of each a label or a list of labels, of
        the shape (texts,) or (texts, 1), or a matrix, (texts, classes). Raises what taxon.train() raises; ValueError
        for a y that is none, or of another length; TypeError for a label that is missing, naming its index.
        """
        texts = as_texts(X)
        target = target_of(y)
        labels = target.labels(y)
        given = {name: getattr(self, name) for name in _OPTION_NAMES}
        if hasattr(self.class_weight, "items"):
            given["class_weight"] = _weights_by_name(self.class_weight, target, labels)
        if valid is not None:
            valid = (valid.texts, valid.labels) if isinstance(valid, TextSet) else as_pair(valid)
            valid = (as_texts(valid[0]), target.labels(valid[1]))
        try:
            trained = train(
                texts,
                labels,
                valid=valid,
                on_epoch=on_epoch,
                on_batch=on_batch,
                progress=bool(self.verbose),
                **given,
            )
        except BaseException as stop:
            reached = getattr(stop, "trained", None)
            if isinstance(reached, Trained):
                self._keep(target, reached)
            raise
        self._keep(target, trained)
        return self

    def _keep(self, target: Any, trained: Trained) -> None:
        self._target = target
        self.classes_ = target.classes
        self.model_ = trained.model
        self.history_ = trained.history
        self.best_epoch_ = trained.best_epoch
        self.end_ = trained.end
        self.notes_ = trained.notes
        # Which of the model's columns each class has; -1: a matrix's column of zeros, which the model does not know.
        index = {label: i for i, label in enumerate(trained.model.labels)}
        self._columns = np.array([index.get(name, -1) for name in target.names.in_order])

    def predict_proba(self, X: Any) -> np.ndarray:
        """(texts, classes), float32, columns as classes_. Rows add up to 1, but for several labels a text.

        A class that no text had in fit has the probability 0.
        """
        check_is_fitted(self)
        rows = self.model_.predict_proba(as_texts(X))
        return np.where(self._columns < 0, np.float32(0), rows[:, self._columns])

    def predict(self, X: Any) -> Any:
        """The most probable class of each text; of several labels a text as y was: a matrix, or a list of tuples."""
        probabilities = self.predict_proba(X)
        thresholds = np.array(self.model_.thresholds or [0.0], dtype=np.float32)[
            self._columns if self.model_.multi_label else 0
        ]
        return self._target.answers(probabilities, thresholds)

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Accuracy; of several labels a text the share of texts that get exactly theirs.

        sample_weight: (texts,), how much each counts; None: all alike.
        """
        answers = self.predict(X)
        if not self._target.multi_label:
            return float(accuracy_score(y, answers, sample_weight=sample_weight))
        return float(np.average(self._target.same(y, answers), weights=sample_weight))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        return tags


_OPTION_NAMES = [option.name for option in _OPTIONS]


def _weights_by_name(class_weight: Any, target: Any, labels: list[Any]) -> dict[str, float]:
    """The weights by what the model calls the classes. Warns of classes that there are not, raises if none is one."""
    names = {label: target.names.get(label) for label in class_weight.keys()}
    unknown = [label for label, name in names.items() if name is None]
    if names and len(unknown) == len(names):
        raise ValueError(f"class_weight names {unknown}, and y has none of these; its classes are {target.classes}")
    if unknown:
        warnings.warn(f"class_weight names {unknown}, which y lacks; they are ignored", stacklevel=3)
    # A column of zeros in a matrix is a class, but none that the model knows.
    known = {name for names in labels for name in names} if target.multi_label else set(labels)
    return {names[label]: weight for label, weight in class_weight.items() if names[label] in known}


def _declare_options() -> None:
    """Gives the constructor its signature, and the class the options' help, from the one option table."""
    kind = inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    parameters += [inspect.Parameter(name, kind, default=None) for name in _OPTION_NAMES]
    parameters.append(inspect.Parameter("verbose", kind, default=False))
    setattr(TaxonClassifier.__init__, "__signature__", inspect.Signature(parameters))
    lines = []
    for option in _OPTIONS:
        default = f"; default {option.default}" if option.default.strip() else ""
        lines.append(f"  {option.name}: {option.help} ({option.values or 'True or False'}{default})")
    TaxonClassifier.__doc__ = inspect.cleandoc(TaxonClassifier.__doc__ or "") + "\n" + "\n".join(lines) + "\n"


_declare_options()
