"""Text to values, with exact places: JSON, JSON Lines and YAML.

Nothing here knows what a training job is.
"""

from statemachine.documents.document import Document, JsonValue, Problem
from statemachine.documents.json_fast import UNSURE
from statemachine.documents.reading import quick_json, quick_loads, read_documents, read_lines, read_stream, read_text

__all__ = [
    "UNSURE",
    "Document",
    "JsonValue",
    "Problem",
    "quick_json",
    "quick_loads",
    "read_documents",
    "read_lines",
    "read_stream",
    "read_text",
]
