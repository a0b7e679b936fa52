"""Templated values: unknown, not wrong.

Few job descriptions are written out in full. ``${bucket}``, ``{{ name }}``, ``"Key.$"``, ``!Ref`` and their
like stand for values that something else fills in later. Such a value breaks no rule; what is fixed
of it can. How the syntaxes look is data, in spec/templates.yaml.

``Template``, ``Unknowns``, ``NONE``: what is unknown, and where. ``template_of``: one value.
``read``: a whole value of a document, with all of its places. ``resolve``: fill in what is known.
"""

from statemachine.templated.reading import Reading, read, template_of, with_tags
from statemachine.templated.resolution import Resolved, resolve, settled
from statemachine.templated.values import NONE, Template, Unknowns, unknown

__all__ = [
    "NONE",
    "Reading",
    "Resolved",
    "Template",
    "Unknowns",
    "read",
    "resolve",
    "settled",
    "template_of",
    "unknown",
    "with_tags",
]
