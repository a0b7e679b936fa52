"""Findings that are known and accepted: by a comment, by an entry of the configuration, or by a baseline.

An accepted finding stays in the report with the reason (`statemachine.findings.Suppression`): it is
counted, and it fails nothing. A suppression that accepts nothing, has lapsed or gives no reason is a finding.
"""

from statemachine.suppression.baseline import Baseline
from statemachine.suppression.suppressor import About, FileSuppressor, Scope, Suppressor

__all__ = ["About", "Baseline", "FileSuppressor", "Scope", "Suppressor"]
