"""The named conditions of the life cycle, asked of a job: is it a spot job, may it be retried?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

from statemachine.specification import Specification


class Conditions:
    """Evaluates the conditions of a life cycle. Immutable; safe to share between threads."""

    def __init__(self, specification: Specification) -> None:
        from statemachine.expressions import top_members

        self._specification = specification
        self._expressions = dict(specification.lifecycle.conditions)
        self._reads = {name: frozenset(top_members(text)) for name, text in self._expressions.items()}
        self.members: frozenset[str] = frozenset().union(*self._reads.values())
        """The members at the top level of a job that any condition reads."""
        self._cached = lru_cache(maxsize=1000)(self._holds_of_text)

    def may_hold(self, name: str, *jobs: Mapping[str, Any]) -> bool:
        """True if any of the jobs meets a condition, or if none of them has a member that decides it.

        Args:
            name: of the condition; an unknown one holds.
            jobs: descriptions of one job, or parts of them.
        """
        reads = self._reads.get(name, frozenset())
        deciding = [job for job in jobs if not reads.isdisjoint(job)]
        return not deciding or any(self._holds(name, job) for job in deciding)

    def holds(self, name: str, *jobs: Mapping[str, Any]) -> bool:
        """True if any of the jobs meets a condition; one that does not say does not meet it."""
        return any(self._holds(name, job) for job in jobs)

    def _holds(self, name: str, job: Mapping[str, Any]) -> bool:
        import orjson

        return self._cached(name, orjson.dumps({key: job[key] for key in sorted(self._reads[name]) if key in job}))

    def _holds_of_text(self, name: str, text: bytes) -> bool:
        import orjson

        from statemachine.expressions import EvaluationError, specialise

        job: dict[str, Any] = {key: value for key, value in orjson.loads(text).items() if value is not None}
        expression = specialise(self._expressions[name], frozenset(job))
        activation = self._language.activation({f"job.{key}": value for key, value in job.items()})
        try:
            return self._language.evaluate(expression, activation) is True
        except EvaluationError:
            return True  # a value of a wrong type decides nothing

    @cached_property
    def _language(self) -> Any:
        from statemachine.expressions import Language
        from statemachine.functions import functions

        return Language(self.members, (), functions(self._specification))
