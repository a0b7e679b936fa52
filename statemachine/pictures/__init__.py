"""Pictures of the life cycle, and of the way that one job took through it.

Each format is a module with one function of the same life: `text`, `mermaid`, `dot`, `svg`, `json`.
What all of them draw is decided once, in `graph` (stages and moves) and `journey` (one job).
"""
