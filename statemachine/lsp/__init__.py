"""The language server: everything but `server` works without one, on texts and offsets.

An editor's text is broken most of the time. Checks read it as ``trainjob lint`` does; completion and hover
look at it through `outline`, which makes sense of whatever is there.
"""
