"""Makes what people typed harmless where Streamlit would read it as Markdown."""

import re

_WORD_JOINER = "\u2060"  # invisible, no width
_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:=^&\"'])")
# Streamlit turns bare addresses into links and :names: into pictures after unescaping, so escaping cannot stop it.
_AUTOMATIC = re.compile(r"(?i)(://|www\.|@|:(?=[a-z0-9_+\-/]+))")
_LINE_ENDS = re.compile(r"[\r\n\t\x0b\x0c\u0085\u2028\u2029]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def plain(text: object) -> str:
    """`text` as Markdown that shows exactly these characters: no link, picture, colour, formula or heading."""
    one_line = _CONTROLS.sub("", _LINE_ENDS.sub(" ", "" if text is None else str(text)))
    return _SIGNS.sub(r"\\\1", _AUTOMATIC.sub(lambda found: found[0] + _WORD_JOINER, one_line))
