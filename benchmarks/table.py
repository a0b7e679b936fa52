"""The table that `make bench` prints: what was measured, as a ratio, the target, and whether it is met."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One line: texts as they are printed; `reached` is None where there is no target."""

    what: str
    time: str
    ratio: str = ""
    target: str = ""
    reached: bool | None = None


@dataclass(slots=True)
class Table:
    """Rows under headings, printed as they come: a benchmark takes minutes."""

    missed: list[Row] = field(default_factory=list)

    def heading(self, text: str) -> None:
        """Begin a group of rows."""
        print(f"\n{text}\n{'-' * len(text)}", flush=True)

    def add(self, what: str, time: str, ratio: str = "", target: str = "", reached: bool | None = None) -> None:
        """Print a row, and remember it if its target was missed."""
        row = Row(what, time, ratio, target, reached)
        verdict = "" if reached is None else ("reached" if reached else "MISSED")
        print(f"{row.what:<44}{row.time:>12}  {row.ratio:<26}{row.target:<26}{verdict}".rstrip(), flush=True)
        if reached is False:
            self.missed.append(row)


def seconds(value: float) -> str:
    """A time in the unit that suits it."""
    if value < 1e-3:
        return f"{value * 1e6:.1f} µs"
    if value < 1:
        return f"{value * 1e3:.1f} ms"
    return f"{value:.2f} s"
