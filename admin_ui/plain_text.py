"""Makes what people typed harmless where Streamlit would read it as Markdown."""

import re

_WORD_JOINER = "\u2060"  # invisible, no width
# No more than needed: Streamlit reads the raw text of a label out to people who cannot see it.
_SIGNS = re.compile(r"([\\`*_\[\]<>~$&|])|:(?=[A-Za-z])")
_STARTS = re.compile(r"^(\s*)([-+=#]|\d+(?=[.)](?:\s|$)))")
# Streamlit turns bare addresses into links and :names: into pictures after unescaping, so escaping cannot stop it.
_AUTOMATIC = re.compile(r"(?i)(?=://)|(?<=www)(?=\.)|(?=@)|(?<=:)(?=[a-z0-9_+\-]+:)")
_LINE_ENDS = re.compile(r"[\r\n\t\x0b\x0c\x1c-\x1e\u0085\u2028\u2029]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def plain(text: object) -> str:
    """`text` as Markdown that shows exactly these characters: no link, picture, colour, formula or heading."""
    kept_apart = _AUTOMATIC.sub(_WORD_JOINER, one_line(text))
    escaped = _SIGNS.sub(lambda found: f"\\{found[0]}", kept_apart)
    return _STARTS.sub(_escaped_start, escaped)


def one_line(text: object) -> str:
    """`text` for where Streamlit reads no Markdown (options of a list): one line without control characters."""
    return _CONTROLS.sub("", _LINE_ENDS.sub(" ", "" if text is None else str(text)))


def _escaped_start(found: re.Match[str]) -> str:
    # A number before a full stop would start a list; a number cannot be escaped, a joiner keeps the stop away.
    return found[1] + (f"{found[2]}{_WORD_JOINER}" if found[2].isdigit() else f"\\{found[2]}")
