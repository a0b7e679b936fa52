"""The colours and lines of the SVG, for light and dark surroundings.

Plain rules without variables: viewers that draw files (rather than browsers) know no variables.
Every rule begins with the class of the picture, so that an SVG inside a page changes nothing there.
"""

from __future__ import annotations

ROOT = "trainjob-states"
FONT = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif'

# name: (light, dark)
_INKS = {
    "paper": ("#ffffff", "#0d1117"),
    "rim": ("#d1d9e0", "#30363d"),
    "ink": ("#1f2328", "#f0f6fc"),
    "faint": ("#59636e", "#9198a1"),
    "box": ("#ffffff", "#161b22"),
    "now": ("#0969da", "#58a6ff"),
    "here": ("#ddf4ff", "#0e2a52"),
    "illegal": ("#d1242f", "#ff6b6b"),
}
# colour of a group: lines and rims (light, dark), ground (light, dark)
_GROUPS = {
    "active0": (("#3f6ea8", "#6ea8e8"), ("#f1f6fd", "#101a2a")),
    "active1": (("#7a55c7", "#b294f5"), ("#f7f3fe", "#1a1429")),
    "success": (("#1a7f37", "#4ac26b"), ("#eefbf1", "#0d1f14")),
    "failure": (("#b3372f", "#f0776c"), ("#fdf2f1", "#27130f")),
    "stopped": (("#9a6700", "#d9a531"), ("#fef9e8", "#211a08")),
    "unknown": (("#59636e", "#9198a1"), ("#f6f8fa", "#151b23")),
}
_LINES = {
    "documented": "stroke-width:2",
    "observed": "stroke-width:1.7;stroke-dasharray:6 3.5",
    "inferred": "stroke-width:1.3;stroke-dasharray:1.5 3",
    "illegal": "stroke-width:2.6",
    "happy": "stroke-width:4",
}
_FIXED = (
    "text{font-family:%s;font-size:13.5px}"
    ".name{font-weight:600}"
    ".note,.small{font-size:11px}"
    ".group{font-size:12px;font-weight:600;letter-spacing:.02em}"
    ".title{font-size:16px;font-weight:700}"
    ".line{fill:none;stroke-linecap:butt}"
    ".box{stroke-width:1.6}"
    ".path .box{stroke-width:2.4}"
    ".band{stroke-width:1}"
    ".off{opacity:.5}"
    ".quiet{opacity:.6}"
    ".rest{opacity:.28}"
    ".way{fill:none;stroke-width:4;stroke-linejoin:round}"
    ".coming{fill:none;stroke-width:2.4}"
    ".here .box{stroke-width:4}"
    ".soon .box{stroke-width:2;stroke-dasharray:5 3}"
    ".number{font-size:10.5px;font-weight:700}"
    ".mark{stroke:none}"
)


def sheet() -> str:
    """The style sheet, with dark colours for those who prefer them."""
    fixed = _FIXED % FONT + "".join(f".{name}{{{rule}}}" for name, rule in _LINES.items())
    return f"{_scoped(fixed)}{_scoped(_colours(0))}@media (prefers-color-scheme:dark){{{_scoped(_colours(1))}}}"


def _scoped(rules: str) -> str:
    """Rules with the class of the picture before each selector."""
    pairs = (rule.split("{") for rule in rules.split("}") if rule)
    return "".join(f"{','.join(f'.{ROOT} {one}' for one in names.split(','))}{{{body}}}" for names, body in pairs)


def _colours(scheme: int) -> str:
    ink = {name: pair[scheme] for name, pair in _INKS.items()}
    rules = {
        ".paper": f"fill:{ink['paper']};stroke:{ink['rim']}",
        "text": f"fill:{ink['ink']}",
        ".faint": f"fill:{ink['faint']}",
        ".box": f"fill:{ink['box']}",
        ".plain": f"stroke:{ink['faint']}",
        ".start": f"fill:{ink['ink']}",
        ".startline": f"stroke:{ink['ink']}",
        ".halo": f"stroke:{ink['paper']}",
        ".number": f"fill:{ink['paper']}",
    }
    for name, (lines, grounds) in _GROUPS.items():
        rules |= {
            f".{name} .box,.{name} .line,.{name} .ring": f"stroke:{lines[scheme]}",
            f".{name} .tip,.{name} .dot,.{name} .group": f"fill:{lines[scheme]}",
            f".{name} .band": f"fill:{grounds[scheme]};stroke:{lines[scheme]};stroke-opacity:.35",
        }
    rules |= {
        ".way,.coming,.here .box,.soon .box,.went .box": f"stroke:{ink['now']}",
        ".here .box": f"fill:{ink['here']};stroke:{ink['now']}",
        ".mark": f"fill:{ink['now']}",
        ".wrong": f"stroke:{ink['illegal']}",
        ".illegalmark,.illegaltext": f"fill:{ink['illegal']}",
        ".line.illegal": f"stroke:{ink['illegal']}",
    }
    return "".join(f"{selector}{{{rule}}}" for selector, rule in rules.items())
