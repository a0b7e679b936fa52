"""How the facts of the specification are put into words."""

from __future__ import annotations

import pytest

from statemachine.cli.words import sentence


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("channel {channel.ChannelName} is {mode}", "channel <ChannelName> is <mode>"),
        ("after {last|time}", "after <last>"),
        ("use {a == 'x' ? 'this' : 'that'}", "use <this or that>"),
        ("set it{a == 'x' ? ' and wait,' : ','} or not", "set it, or not"),
        ("rule {has(r.Name) ? r.Name : ''}", "rule <Name>"),
        ("twice: {duplicates(job.Tags.map(tag, tag.Key))|list}", "twice: <Key>"),
        ("in {image.split('.')[3]}", "in <…>"),
        ('begin with {"prefix": "s3://…"}', 'begin with {"prefix": "s3://…"}'),
    ],
)
def test_sentence(template: str, text: str) -> None:
    """Placeholders become names, and choices the texts that they choose from."""
    assert sentence(template) == text
