"""Charts as SVG: bars told apart by pattern as well as colour, with a title and a description.

They carry no style and no script, so that they stand in a page and in a PDF alike. The numbers
are those printed in the table beside them; a hidden one has no bar.
"""

from collections.abc import Sequence
from html import escape
from textwrap import wrap

WIDTH, BAR, GAP, LINE = 300, 16, 12, 18
# Room beside the longest bar for its number.
ROOM = 48
# Room for short labels beside the bars.
SHORT = 36
INK, FILL, PALE = "#1d2a2e", "#1f5c63", "#e3efef"
FONT = 'font-family="Noto Sans, Segoe UI, Arial, sans-serif" font-size="14"'
WRAP_AT = 37
# Lines drawn over the pale ground of each pattern; the first is solid, without one.
PATTERNS = (
    "",
    '<path d="M0 8L8 0M-2 2L2 -2M6 10L10 6" {pen}/>',
    f'<circle cx="4" cy="4" r="1.8" fill="{FILL}"/>',
    '<path d="M0 4H8" {pen}/>',
    '<path d="M4 0V8M0 4H8" {pen}/>',
    '<path d="M0 0L8 8M-2 6L2 10M6 -2L10 2" {pen}/>',
    '<path d="M4 0V8" {pen}/>',
)
PEN = f'stroke="{FILL}" stroke-width="1.6" fill="none"'

Bars = Sequence[tuple[str, str]]


def bar_chart(name: str, title: str, bars: Bars) -> str:
    """One bar for each label. bars: label and what is printed. name: unique on the page."""
    most = max((_length(text) for _, text in bars), default=0)
    body: list[str] = []
    top: float = 4
    for label, text in bars:
        top = _label(body, label, top)
        beside = _scaled(_length(text), most)
        body.append(_bar(name, 0, 0, top, beside))
        body.append(_text(beside + 6 if beside else 0, top + BAR - 3, text))
        top += BAR + GAP
    return _svg(name, title, told(bars), "".join(body), top, 1)


def stacked_chart(
    name: str, title: str, parts: Sequence[str], bars: Sequence[tuple[str, Sequence[str]]]
) -> str:
    """One bar for each label, in parts. parts: what they are called; bars: what is printed.

    Labels as short as B26 stand beside their bars.
    """
    beside = SHORT if all(len(label) <= 3 for label, _ in bars) else 0
    most = max((sum(map(_length, texts)) for _, texts in bars), default=0)
    body: list[str] = []
    top = _legend(body, name, parts)
    for label, texts in bars:
        if beside:
            body.append(_text(0, top + BAR - 3, label))
        else:
            top = _label(body, label, top)
        _parts(body, name, texts, beside, top, most)
        top += BAR + (6 if beside else GAP)
    tells = "; ".join(
        f"{label}: {told(list(zip(parts, texts, strict=True)))}" for label, texts in bars
    )
    return _svg(name, title, tells, "".join(body), top, len(parts))


def _legend(body: list[str], name: str, parts: Sequence[str]) -> float:
    """What each pattern stands for; where the bars begin."""
    top = 4
    for place, part in enumerate(parts):
        body.append(_bar(name, place, 0, top, 24))
        for line in wrap(part, WRAP_AT - 5):
            body.append(_text(32, top + BAR - 3, line))
            top += LINE
        top += 4
    return top + GAP


def _parts(
    body: list[str], name: str, texts: Sequence[str], beside: float, top: float, most: int
) -> None:
    """One bar, part after part, and the symbols of those that are not shown."""
    left = beside
    for place, text in enumerate(texts):
        width = _scaled(_length(text), most, beside)
        body.append(_bar(name, place, left, top, width))
        left += width
    hidden = " ".join(dict.fromkeys(text for text in texts if not text.isdigit()))
    body.append(_text(left + 6 if left else 0, top + BAR - 3, hidden))


def told(bars: Bars) -> str:
    """The numbers in a sentence, for those who do not see the chart."""
    return ", ".join(f"{label} {text}" for label, text in bars)


def _svg(name: str, title: str, tells: str, body: str, height: float, patterns: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}"'
        f' width="{WIDTH}" height="{height:g}" role="img"'
        f' aria-labelledby="{name}-title {name}-tells" class="chart" {FONT}>'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-tells">{escape(tells)}</desc>'
        f"<defs>{''.join(_pattern(name, place) for place in range(1, patterns))}</defs>{body}</svg>"
    )


def _pattern(name: str, place: int) -> str:
    drawn = PATTERNS[place % len(PATTERNS)].replace("{pen}", PEN)
    return (
        f'<pattern id="{name}-{place}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{PALE}"/>{drawn}</pattern>'
    )


def _bar(name: str, place: int, left: float, top: float, width: float) -> str:
    if not width:
        return ""
    return (
        f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{BAR}"'
        f' fill="{f"url(#{name}-{place})" if place else FILL}" stroke="{INK}" stroke-width="1"/>'
    )


def _label(body: list[str], label: str, top: float) -> float:
    """Writes a label over its bar; where the bar begins."""
    for line in wrap(label, WRAP_AT) or [""]:
        body.append(_text(0, top + LINE - 5, line))
        top += LINE
    return top


def _text(left: float, base: float, text: str) -> str:
    return f'<text x="{left:g}" y="{base:g}" fill="{INK}">{escape(text)}</text>'


def _length(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _scaled(length: int, most: int, beside: float = 0) -> float:
    return round(length * (WIDTH - ROOM - beside) / most, 1) if most else 0
