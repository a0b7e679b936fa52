"""Text from a document inside XML, Markdown and SARIF messages: it stays text there."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from statemachine.reports import safe

LIMIT = 4000
"""Characters of a message that are kept; no member of a job description is longer by right."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>@:$^=\"'/])")


def plain(text: str) -> str:
    """Give one line without anything that acts on a terminal or a log (see `safe`)."""
    return safe.line(text, limit=LIMIT)


def xml_text(text: str) -> str:
    """Write text between two tags of XML; what XML 1.0 cannot hold is written as an escape."""
    return _ascii(escape(plain(text)))


def xml_attribute(text: str) -> str:
    """Write text as the quoted value of an attribute of XML."""
    return _ascii(quoteattr(plain(text)))


@lru_cache(maxsize=256)  # the reason of a rule is written with each of its findings
def markdown(text: str) -> str:
    """Write text in Markdown so that it shows itself: no link, image, mention, code or HTML."""
    # No blanks in front: four of them would begin a block of code.
    return _MARKDOWN.sub(r"\\\1", plain(text).strip()).replace("&", "&amp;").replace("<", "&lt;")


def sarif_text(text: str) -> str:
    """Write the text of a SARIF message, in which ``[text](target)`` would be a link."""
    shown = plain(text)
    return shown.replace("[", "\\[") if "](" in shown else shown


def _ascii(xml: str) -> str:
    """Write other characters by number: the XML is right in whatever encoding standard output has."""
    return xml.encode("ascii", "xmlcharrefreplace").decode("ascii")
