"""The policy that `policy new` writes: commented, and sound as it stands (template.yaml beside this module)."""

from __future__ import annotations

from importlib import resources

_OTHERWISE = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
"""Names that YAML takes for something else without quotes."""
_NAME, _PREFIX = "my-policy", "OWN"
"""What the template is called, and how its codes begin."""


def text(name: str) -> str:
    """The text of a new policy.

    Args:
        name: in kebab-case; its letters become the prefix of the codes.
    """
    letters = "".join(part for part in name if part.isalpha()).upper()
    prefix = letters[:4] if len(letters) >= 2 else _PREFIX
    written = f'"{name}"' if name[0].isdigit() or name in _OTHERWISE else name
    template = resources.files("statemachine.policies").joinpath("template.yaml").read_text("utf-8")
    template = template.replace(f": {_PREFIX}", f": {_PREFIX if prefix == 'SM' else prefix}")
    return template.replace(f"{_NAME}.yaml", f"{name}.yaml").replace(f": {_NAME}\n", f": {written}\n")
