"""``--query``: an expression of JMESPath, which picks from an answer what is printed."""

from __future__ import annotations

from typing import Any

from statemachine.errors import UsageError


class Query:
    """One expression, checked when it is made.

    Raises:
        UsageError: it is no JMESPath.
    """

    def __init__(self, expression: str) -> None:
        import jmespath
        from jmespath.exceptions import JMESPathError

        self._text = expression
        self._error: type[Exception] = JMESPathError
        try:
            self._compiled = jmespath.compile(expression)
        except JMESPathError as error:
            raise self._refused(error) from None

    def search(self, value: Any) -> Any:
        """Give what the expression picks from a value; None for what is not there.

        Raises:
            UsageError: a function that does not exist, or gets what it cannot work with.
        """
        try:
            return self._compiled.search(value)
        except self._error as error:
            raise self._refused(error) from None

    def _refused(self, error: Exception) -> UsageError:
        why = str(error).splitlines()[0].rstrip(":") if str(error) else type(error).__name__
        return UsageError(f"bad value for --query {self._text}: {why}")
