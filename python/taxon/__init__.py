"""Train a text classifier on your own labelled texts, on a plain CPU.

    model = taxon.train(texts, labels, epochs=5).model
    model.predict(["the goalie made forty saves"])
    model.save("sports.taxon")

For scikit-learn there is taxon.TaxonClassifier. Options have the names of the program's, with _ for -
(docs/options.md, taxon.options()). The same texts, labels and options give the same model file as `taxon train`, byte
for byte, and the same probabilities to the bit.
"""

import importlib.util
from typing import TYPE_CHECKING, Any

from ._figures import BatchFigures, EpochFigures
from ._inputs import TextSet
from ._model import Model, Token, compare, load, save, tokenize
from ._native import Error, Fault, JobFailed, version
from ._options import Option, options
from ._training import Trained, train

if TYPE_CHECKING:
    from .classifier import TaxonClassifier

__all__ = [
    "BatchFigures",
    "EpochFigures",
    "Error",
    "Fault",
    "JobFailed",
    "Model",
    "Option",
    "TextSet",
    "Token",
    "Trained",
    "compare",
    "load",
    "options",
    "save",
    "tokenize",
    "train",
]

if importlib.util.find_spec("sklearn"):
    __all__ += ["TaxonClassifier"]

__version__ = version.removeprefix("taxon ")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> Any:
    # Only who asks for the estimator needs scikit-learn.
    if name == "TaxonClassifier":
        try:
            from .classifier import TaxonClassifier
        except ModuleNotFoundError as error:
            if error.name and error.name.split(".")[0] == "sklearn":
                raise ImportError("TaxonClassifier needs scikit-learn: pip install scikit-learn") from error
            raise
        return TaxonClassifier
    raise AttributeError(f"module 'taxon' has no attribute {name!r}")
