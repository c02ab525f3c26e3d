"""Writes tests/data/hostile-strings.json: texts that break careless programs, each once. Made anew: the same file."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

_FILE = Path(__file__).parent.parent / "tests" / "data" / "hostile-strings.json"
_RUN = "window.__pwned=1"
_TAGS = ("img", "svg", "body", "iframe", "video", "audio", "input", "details", "marquee", "object", "embed", "math")
_EVENTS = ("onerror", "onload", "onfocus", "onmouseover", "ontoggle", "onpointerenter", "onanimationstart", "onbegin")
_SCHEMES = (
    "javascript:",
    "JaVaScRiPt:",
    "java\tscript:",
    "\x01javascript:",
    "data:text/html,",
    "vbscript:",
    "file:///",
    "java&#x73;cript:",
    "%6aavascript:",
    "blob:null/",
)
_WRAPPERS = (
    "<a href='{}'>x</a>",
    "[x]({})",
    "![x]({})",
    "<form action='{}'><button>x",
    "<base href='{}'>",
    "url({})",
    "<svg><a xlink:href='{}'><text y=9>x",
    "<style>@import '{}'</style>",
    "<object data='{}'>",
    "{}",
)
_CLOSERS = ("</script>", "</style>", "</title>", "</textarea>", "</noscript>", "-->", "]]>", "?>", "*/", '"', "'", "`")
_TEMPLATES = (
    "{{7*7}}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{%7*7%}",
    "%s%n%x",
    "{0}",
    "$(id)",
    "`id`",
    "${jndi:ldap://127.0.0.1/x}",
)
_SQL = (
    "' OR 1=1 --",
    "'; DROP TABLE otel_logs; --",
    '" OR ""="',
    "') UNION SELECT 1 --",
    "%_%",
    "\\",
    "$.*",
    "$.a[0]",
    "a.b.c",
    "/*",
)
_NAMES = (
    *("__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf", "then", "length"),
    *("null", "undefined", "None", "nil", "NaN", "Infinity", "-0", "0", "true", "false", "", " "),
    *("[object Object]", "service", "type", "default"),
)
_CONTROLS = [
    chr(code) for code in itertools.chain(range(32), range(127, 160), range(0x2028, 0x202F), range(0x2060, 0x206A))
]
_MARKS = "\u200b\u200c\u200d\u200e\u200f\u061c\ufeff\u00ad\u034f\u180e\ufff9\ufffc\ufffd"
_LONGEST = 20_000


def strings() -> Iterator[str]:
    """All of them; some more than once."""
    yield from _markup()
    yield from _mutations()
    yield from _addresses()
    yield from _texts()
    yield from (*_TEMPLATES, *_SQL, *_NAMES)
    yield from (f"{name}.{other}" for name, other in itertools.permutations(_NAMES[:6], 2))
    yield from _long()


def _markup() -> Iterator[str]:
    yield f"<script>{_RUN}</script>"
    yield f"<ScRiPt >{_RUN}//</sCrIpT\t>"
    yield f"\\u003cscript\\u003e{_RUN}\\u003c/script\\u003e"
    yield f"&lt;script&gt;{_RUN}&lt;/script&gt;"
    yield "<style>*{display:none!important}</style>"
    yield '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">'
    yield '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/">'
    yield '<div style="position:fixed;inset:0;background:red;z-index:99999">'
    for tag, event in itertools.product(_TAGS, _EVENTS):
        yield f"<{tag} src=x {event}={_RUN} autofocus open tabindex=0>"
    for closer in _CLOSERS:
        yield f"{closer}<script>{_RUN}</script>"
        yield f"{closer} onerror={_RUN} x={closer}"


def _mutations() -> Iterator[str]:
    """Markup that only becomes dangerous when a parser mends it."""
    for outer, inner in itertools.permutations(("math", "svg", "style", "template", "select", "table", "noscript"), 2):
        yield f"<{outer}><{inner}><img src=x onerror={_RUN}></{outer}>"
    for space in ("/", "\n", "\t", "\x0c", "\x0b", "\u3000", "/**/"):
        yield f"<img{space}src=x{space}onerror={_RUN}>"
    for quote in _CLOSERS[-3:]:
        yield f"<img src={quote}x{quote}onerror={quote}{_RUN}{quote}>"
        yield f"<img src=x alt={quote}><script>{_RUN}</script>"
    yield "<img src=x:x onerror=\\u0077indow.__pwned=1>"
    yield "\uff1cscript\uff1e" + _RUN + "\uff1c/script\uff1e"
    yield (
        f"jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk={_RUN} )//%0D%0A//"
        f"</stYle/</titLe/--!>\\x3csVg/oNloAd={_RUN}//>"
    )


def _addresses() -> Iterator[str]:
    for scheme, wrapper in itertools.product(_SCHEMES, _WRAPPERS):
        yield wrapper.format(scheme + _RUN)
    for wrapper in _WRAPPERS:
        yield wrapper.format("http://127.0.0.1:9/leak?x=1")
        yield wrapper.format("//127.0.0.1:9/leak")


def _texts() -> Iterator[str]:
    yield from (f"a{control}b" for control in _CONTROLS)
    yield from (f"x{mark}y{mark}z" for mark in _MARKS)
    yield "\u202egnirts sdrawkcab\u202c"
    yield "\u202e\u2066rm -rf\u2069\u202c // harmless"
    yield "שלום עולם <b>מודגש</b>"
    yield "مرحبا بالعالم (a) [b]"
    yield "Z" + "\u0300\u0316\u0489" * 60
    yield "👩‍👩‍👧‍👦🏳️‍🌈🇺🇳" * 5
    yield "\U0010ffff\U0001f600"
    yield "ﷺ" * 40
    yield "İıſK"
    yield "e\u0301 vs \u00e9"
    yield "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b]8;;http://127.0.0.1:9/\x07link\x1b]8;;\x07"
    yield "line\nline\r\nline\rline"
    yield "\t\t\ttabs\t\t\t"
    yield "=1+1"
    yield "=cmd|' /C calc'!A0"
    yield "@SUM(1)"
    yield "+1-1"
    yield "../../../etc/passwd"
    yield "..\\..\\windows\\win.ini"
    yield "%2e%2e%2f%00"
    yield "CON"
    yield "a" + "\\" * 50 + "b"
    yield '{"json": [1, {"a": null}]}'
    yield "a,b;c|d\te"
    yield "🙂" * 500


def _long() -> Iterator[str]:
    for size in (256, 4_096, _LONGEST):
        yield "W" * size
        yield "word " * (size // 5)
        yield "<b>" * (size // 3)
        yield "\u202e" * (size // 3)
        yield "汉" * (size // 3)


def main() -> None:
    """Writes the file."""
    unique = list(dict.fromkeys(strings()))
    _FILE.write_text(json.dumps(unique, indent=0, ensure_ascii=True) + "\n")
    print(f"{len(unique)} strings")


if __name__ == "__main__":
    main()
