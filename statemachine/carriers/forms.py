"""Conversions written out for jobs of one form, for carriers that bring the same form again and again.

A fleet repeats few sets of members. When jobs with the same members keep coming, the conversion of the
last one is written out as one Python expression, which builds the job at once and asks at every level whether the
members are still the same. Where they are not, it gives up, and the general conversion does the work.
Names of documents enter the expression as constants only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from statemachine.carriers.conversion import Converter, _Node

HOT = 50
"""Jobs with the same members after which their conversion is worth writing out."""
_TRIES = 4
_MOST = 256
_LARGEST = 2000
"""Members of one form."""
Form = Callable[[Any], Any]


class OtherFormError(Exception):
    """A job has another form than the one that was written out."""


class Forms:
    """The forms of one converter, by the members that jobs have. Threads may lose counts, nothing else."""

    def __init__(self, converter: Converter) -> None:
        self._converter = converter
        self._forms: dict[tuple[str, ...], Form] = {}
        self._counts: dict[tuple[str, ...], int] = {}
        self._tries: dict[tuple[str, ...], int] = {}

    def convert(self, value: dict[str, Any]) -> Any:
        """The job in the service's own spelling; `OtherFormError` where only the general conversion can say."""
        names = tuple(value)
        form = self._forms.get(names)
        if form is None:
            self._count(names, value)
            raise OtherFormError
        try:
            return form(value)
        except (OtherFormError, KeyError, TypeError):
            self._forms.pop(names, None)
            raise OtherFormError from None

    def _count(self, names: tuple[str, ...], value: dict[str, Any]) -> None:
        number = self._counts.get(names, 0) + 1
        if number == 1 and len(self._counts) >= _MOST:
            for known in (self._counts, self._forms, self._tries):
                known.clear()
        self._counts[names] = number
        tries = self._tries.get(names, 0)
        if number < HOT or tries >= _TRIES:
            return
        self._counts[names] = 1
        self._tries[names] = tries + 1
        form = written_out(self._converter, value)
        if form is not None:
            self._forms[names] = form


def written_out(converter: Converter, value: dict[str, Any]) -> Form | None:
    """The conversion of jobs that have the form of this one; None if it cannot be written out."""
    if not converter.is_regular:
        return None
    try:
        writer = _Writer(converter)
        text = f"lambda a0: {writer.mapping(value, converter.root, 'a0', 'a0', top=True)}"
        form: Form = eval(compile(text, "<form>", "eval"), writer.namespace)  # noqa: S307 - constants and names made here
    except (OtherFormError, SyntaxError, RecursionError, MemoryError, ValueError):
        return None
    return form


class _Writer:
    def __init__(self, converter: Converter) -> None:
        self._converter = converter
        self._count = 0
        self.namespace: dict[str, Any] = {
            "__builtins__": {},
            "D": dict,
            "size": len,
            "other": _other,
            "given": self._given,
            "items": self._items,
            "convert": converter.converted,
        }

    def mapping(self, value: dict[str, Any], node: _Node, name: str, source: str, *, top: bool = False) -> str:
        """The expression for a mapping of the shape: `name` is bound to what `source` gives, if they differ."""
        parts: dict[str, str] = {}
        tests = ""
        for key, item in value.items():
            self._given(item)
            hit = node.table.get(key)
            if hit is None and self._converter.passes_over(key, top=top):
                tests += f" and {key!r} in {name}"
                continue
            target = key if hit is None else hit
            if target in parts:
                raise OtherFormError
            parts[target] = self._member(item, node, hit, f"{name}[{key!r}]")
        bound = name if name == source else f"({name} := {source})"
        body = ", ".join(f"{key!r}: {text}" for key, text in parts.items())
        return f"({{{body}}} if {bound}.__class__ is D and size({name}) == {len(value)}{tests} else other())"

    def _member(self, item: Any, node: _Node, hit: str | None, source: str) -> str:
        self._count += 1
        if self._count > _LARGEST:
            raise OtherFormError
        child = None if hit is None else node.member(hit, self._converter)
        if child is None or child.is_plain:
            return f"({source} or given({source}))" if self._converter.leaves_out else source
        name = f"a{self._count}"
        if type(item) is dict and child.is_object:
            return self.mapping(item, child, name, source)
        if type(item) is list and item and child.is_list and child.child(self._converter).is_object:
            if type(item[0]) is not dict:
                raise OtherFormError
            inner = self.mapping(item[0], child.child(self._converter), name, name)
            return f"[{inner} for {name} in items({source})]"
        if type(item) is not dict and type(item) is not list:
            raise OtherFormError
        self.namespace[f"n{self._count}"] = child
        return f"convert({source} or given({source}), n{self._count})"

    def _given(self, item: Any) -> Any:
        """A value that says something, as it is."""
        if self._converter.is_unset(item):
            raise OtherFormError
        return item

    def _items(self, item: Any) -> Any:
        """A list, as it is."""
        if type(item) is not list or (not item and self._converter.is_unset(item)):
            raise OtherFormError
        return item


def _other() -> NoReturn:
    raise OtherFormError
