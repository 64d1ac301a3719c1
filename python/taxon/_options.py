"""Options by keyword: the program's names, with _ for -, and from_model for from, which is a word of Python's."""

import os
from numbers import Real
from typing import Any, NamedTuple

import numpy as np

from ._native import options_for


class Option(NamedTuple):
    """An option that a call takes as a keyword."""

    name: str
    """The keyword."""
    values: str
    """What a value looks like: "N", "on|off"; empty: True or False."""
    default: str
    """The value where it is not given, as text; empty: none to show."""
    help: str


def _keyword(name: str) -> str:
    return "from_model" if name == "from" else name.replace("-", "_")


def options(*uses: str) -> list[Option]:
    """The options of the uses named: "read" (TextSet.read), "train", "classify" (load; train takes these too).

    Without a use: all. Raises Error for a use that there is not.
    """
    return list(_by_name(uses or ("read", "train", "classify")).values())


def _by_name(uses: tuple[str, ...]) -> dict[str, Option]:
    """Options by the library's name."""
    found: dict[str, Option] = {}
    for use in uses:
        for info in options_for(use):
            option = Option(_keyword(info.name), info.placeholder, info.default_text, info.help)
            found.setdefault(info.name, option)
    return found


def _text(option: Option, value: Any) -> str | None:
    """The text of a value; None: as if it were not given. Raises TypeError for a value of no fitting type."""
    if isinstance(value, np.bool_):
        value = bool(value)
    if not option.values:
        if value is True or value is False:
            return "" if value else None
        raise TypeError(f"{option.name} is True or False, not {value!r}")
    if isinstance(value, bool):
        if option.values != "on|off":
            raise TypeError(f"{option.name} takes {option.values}, not {value!r}")
        return "on" if value else "off"
    if isinstance(value, os.PathLike):
        return os.fsdecode(value)
    if isinstance(value, (list, tuple)):
        return ",".join(str(item) for item in value)
    if not isinstance(value, (str, Real)):
        raise TypeError(f"{option.name} takes {option.values}, not {value!r}")
    return str(value)


def option_texts(given: dict[str, Any], *uses: str) -> list[tuple[str, str]]:
    """Names and texts as the library takes them, in the table's order. None stands for the default.

    Raises TypeError for a keyword that is none of the uses' options.
    """
    known = _by_name(uses)
    keywords = {option.name for option in known.values()}
    for name in given:
        if name not in keywords:
            raise TypeError(f"there is no option {name!r} here; taxon.options() lists those there are")
    texts = []
    for name, option in known.items():
        value = given.get(option.name)
        text = None if value is None else _text(option, value)
        if text is not None:
            texts.append((name, text))
    return texts
