"""HTML pages as PDF with an embedded Chinese font; the library is loaded when first needed (it takes seconds)."""

from engine.errors import UnavailableError


class PrintingUnavailableError(UnavailableError):
    """The machine lacks the text layout library (Debian: libpangoft2-1.0-0) that PDF needs."""

    code = "printing_unavailable"


def pdf_of(html: str) -> bytes:
    """The PDF of a whole HTML page that refers to nothing outside itself.

    Raises:
        PrintingUnavailableError: the text layout library is not installed.
    """
    try:
        from weasyprint import HTML
    except OSError as error:
        raise PrintingUnavailableError("libpangoft2-1.0-0 is not installed") from error
    return bytes(HTML(string=html, url_fetcher=_nothing_outside).write_pdf())


def _nothing_outside(url: str, *_arguments: object, **_options: object) -> dict[str, object]:
    raise ValueError(f"a printed page refers to nothing outside itself: {url[:40]}")
