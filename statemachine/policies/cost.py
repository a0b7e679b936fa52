"""What a rule may cost at most, before it has run.

CEL always ends, but a short expression can still build a text of gigabytes or loop inside of loops.
Google's engine bounds the number of steps and not the size of texts, and where the fast path or the
three-valued logic run instead of it nothing would. So every expression of a policy is estimated from
its tree, as Kubernetes does with its admission policies, for a document of generous but plausible
size. No estimate depends on a document.
"""

from __future__ import annotations

from collections.abc import Iterator

from statemachine import expressions
from statemachine.expressions import Language
from statemachine.facts import Rule
from statemachine.policies.estimate import MOST, SMALL, Estimate, TooCostly, size_of
from statemachine.rule_checks import texts
from statemachine.screen.syntax import Unsupported, parse
from statemachine.specification import Specification

LONGEST = 20_000
"""Characters of one expression after all names of the rule are put in."""
LONGEST_ALTOGETHER = 4_000_000
"""Characters of all expressions of a policy, likewise."""
_PLACES = 20.0
"""Places of one loop of a rule: few shapes allow more."""


class Budget:
    """What the rules of one policy have used up.

    Args:
        spec: with the tables and large parameters that the rules read.
    """

    def __init__(self, spec: Specification) -> None:
        self._left = LONGEST_ALTOGETHER
        self._known = {("constant", key): size_of(value) for key, value in spec.constants.items()}
        self._known |= {("table", name): size_of(table).item or SMALL for name, table in spec.tables.items()}

    @property
    def exhausted(self) -> bool:
        """True if no further rule need be looked at: the policy is refused."""
        return self._left < 0

    def expansions(self, rule: Rule) -> Iterator[tuple[str, str]]:
        """Expressions that grow too large when the names of the rule are put in: names of names multiply."""
        for member, text in texts(rule):
            length = expressions.expanded_length(text, rule.let)
            self._left -= min(length, LONGEST)
            if length > LONGEST:
                yield member, f"too large: more than {LONGEST:,} characters when the names of let are put in"
            elif self._left < 0:
                yield member, f"the expressions of this policy have more than {LONGEST_ALTOGETHER:,} characters"
                return

    def costs(self, rule: Rule, language: Language) -> Iterator[tuple[str, str]]:
        """Expressions that may take too long, or too much memory."""
        places = 1.0
        for loop in rule.for_each:
            places *= _PLACES if not loop.startswith("shape ") else _PLACES * 2
        if places > MOST / 100:
            yield "for-each", "the loops have too many places together"
            return
        for member, text in texts(rule):
            resolved = expressions.substitute(text, rule.let)
            resolved = expressions.constants(
                resolved, lambda kind, name: rule.params.get(name, "1") if kind == "params" else "1"
            )
            try:
                Estimate(language, self._known).check(parse(resolved), places if member in {"when", "require"} else 1.0)
            except Unsupported as error:
                yield member, f"this cannot be judged beforehand, so it is not taken: {error}"
            except RecursionError:
                yield member, "the expression is nested too deeply"
            except TooCostly as error:
                yield member, str(error)
