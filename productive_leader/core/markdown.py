"""Markdown that administrators write, as HTML that can do no harm.

Raw HTML is shown as text, pictures are not drawn, links lead to https, mailto or our own pages.
`# ` and `## ` are both headings below the page's own; a line of `___` is a line to write on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from urllib.parse import urlsplit

from django.utils.safestring import mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

SCHEMES = frozenset({"https", "mailto"})
HIGHEST, LOWEST = 2, 4
CLASSES = {
    "bullet_list_open": "nhsuk-list nhsuk-list--bullet",
    "ordered_list_open": "nhsuk-list nhsuk-list--number",
    "table_open": "nhsuk-table app-markdown__table",
    "thead_open": "nhsuk-table__head",
    "tbody_open": "nhsuk-table__body",
    "tr_open": "nhsuk-table__row",
    "th_open": "nhsuk-table__header",
    "td_open": "nhsuk-table__cell",
    "blockquote_open": "nhsuk-inset-text",
    "hr": "app-line",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a text: `level` as it is written, `anchor` the id it gets in HTML."""

    level: int
    words: str
    anchor: str


def to_html(text: str, *, top: int = HIGHEST, anchors: bool = False) -> str:
    """The text as HTML of our own classes, marked safe: the parser escapes what it was given.

    `top`: the level of its highest headings, 3 where the text stands below a heading of level 2.
    `anchors`: each heading has its id, for the one text of a page that has a list of contents.
    """
    parser = _parser()
    environment: dict[str, object] = {}
    tokens = parser.parse(text, environment)
    if anchors:
        for token, heading in _headings(tokens):
            token.attrSet("id", heading.anchor)
    _dress(tokens, top)
    html: str = parser.renderer.render(tokens, parser.options, environment)
    return mark_safe(html)  # noqa: S308 - made by the parser with raw HTML off


def to_text(text: str) -> str:
    """The words alone, for search and for descriptions."""
    inline = (token for token in _parser().parse(text) if token.type == "inline")
    return " ".join("".join(map(_words, token.children or ())) for token in inline)


def headings_of(text: str) -> list[Heading]:
    """What a list of contents is made from."""
    return [heading for _, heading in _headings(_parser().parse(text))]


def _headings(tokens: Sequence[Token]) -> Iterator[tuple[Token, Heading]]:
    """Each opening tag with its heading; one whose words stood before gets a number."""
    used: dict[str, int] = {}
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            words = "".join(map(_words, inline.children or ()))
            stem = f"part-{slugify(words)[:60].strip('-') or 'unnamed'}"
            used[stem] = used.get(stem, 0) + 1
            anchor = stem if used[stem] == 1 else f"{stem}--{used[stem]}"
            yield opening, Heading(int(opening.tag[1]), words, anchor)


def _words(part: Token) -> str:
    return " " if part.type in {"softbreak", "hardbreak"} else part.content


class _OurMarkdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the parser asks by this name
        return _leads_somewhere_safe(url)


@cache
def _parser() -> MarkdownIt:
    parser = _OurMarkdown("commonmark", {"html": False, "typographer": False}).enable("table")
    parser.disable(["image", "html_block", "html_inline"])
    return parser


def _leads_somewhere_safe(address: str) -> bool:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme.lower() in SCHEMES
    return not parts.netloc and not address.strip().startswith(("//", "\\"))


def _dress(tokens: Sequence[Token], top: int) -> None:
    for token in tokens:
        if css := CLASSES.get(token.type):
            token.attrSet("class", css)
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type in {"heading_open", "heading_close"}:
            below = max(int(token.tag[1]) - HIGHEST, 0)
            token.tag = f"h{min(top + below, LOWEST)}"
