"""Takes Markdown marks out of running text and leaves the words."""

import html
import re
from typing import Final

from videogen_dagster.scripts.emphasis import MARKDOWN_ESCAPES, MARKDOWN_MARKS, strip_emphasis

_IMAGE: Final = re.compile(r"!\[([^\[\]]{0,300})\]\([^()\s]{0,2000}(?:\s+\"[^\"]{0,300}\")?\)")
_LINK: Final = re.compile(r"(?<!\\)\[([^\[\]]{1,500})\]\([^()\s]{0,2000}(?:\s+\"[^\"]{0,300}\")?\)")
_FOOTNOTE: Final = re.compile(r"\[\^[^\[\]\s]{1,40}\]")
_TAG: Final = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,15}(?:\s[^<>]{0,500})?/?>")
_AUTOLINK: Final = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_CODE: Final = re.compile(r"(?<![\\`])`([^`\n]{1,500})`(?!`)")
_STRUCK: Final = re.compile(r"~~(?=\S)([^~\n]{1,500})(?<=\S)~~")
_ENTITY: Final = re.compile(r"&(?:[a-zA-Z]{2,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_HARD_BREAK: Final = re.compile(r"\\$", re.MULTILINE)


def plain_markdown(text: str) -> str:
    """Return a paragraph's words: emphasis, links, code marks, tags and escapes are resolved.

    A picture becomes a line of its own with its description in brackets: something to see, not to say.
    """
    text = _IMAGE.sub(lambda match: f"\n[{match[1]}]\n" if match[1].strip() else "\n", text)
    text = _LINK.sub(r"\1", text)
    text = _FOOTNOTE.sub("", text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _TAG.sub("", text)
    text = _CODE.sub(r"\1", text)
    text = _STRUCK.sub(r"\1", text)
    text = _HARD_BREAK.sub("", text)
    text = strip_emphasis(text, marks=MARKDOWN_MARKS, escapes=MARKDOWN_ESCAPES)
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text)
