"""Text to values, with exact places: JSON, JSON Lines and YAML.

Nothing here knows what a training job is.
"""

from statemachine.documents.document import Document, JsonValue, Problem
from statemachine.documents.reading import quick_loads, read_documents, read_lines, read_stream, read_text

__all__ = [
    "Document",
    "JsonValue",
    "Problem",
    "quick_loads",
    "read_documents",
    "read_lines",
    "read_stream",
    "read_text",
]
