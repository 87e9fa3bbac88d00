"""HTML to tagged PDF. Nothing in a document can make the renderer read a file or open a socket."""

import atexit
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

# What a document may ask for besides data:, as asset:<name>.
STYLES = settings.BASE_DIR / "static" / "css"
ASSETS: dict[str, Path] = {
    name: STYLES / name for name in ("print.css", "papers.css", "pack.css", "dispatch.css")
}
CONTENT_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}
LANGUAGE = "en-GB"


def render_pdf(html: str, *, title: str) -> bytes:
    """A PDF/UA-1 file of a page that extends pdf/base.html. Slow: for workers, not for views."""
    from weasyprint import HTML

    fetcher, stylesheet, fonts = _tools()
    document = HTML(string=html, url_fetcher=fetcher, base_url="asset:").render(
        stylesheets=[stylesheet], font_config=fonts, pdf_variant="pdf/ua-1"
    )
    document.metadata.title = title
    document.metadata.lang = LANGUAGE
    document.metadata.attachments = []
    for page in document.pages:
        page.links = [link for link in page.links if link[0] != "attachment"]
    return bytes(document.write_pdf(pdf_variant="pdf/ua-1"))


@cache
def _tools() -> tuple[Any, Any, Any]:
    """Fetcher, parsed stylesheet and fonts, made once in each process."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    fetcher = _fetcher()
    # Fonts must go while Python is still whole, or a worker's exit ends in a traceback.
    atexit.register(_tools.cache_clear)
    stylesheet = CSS(filename=ASSETS["print.css"], font_config=fonts, url_fetcher=fetcher)
    return fetcher, stylesheet, fonts


def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OurAssets(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        """Serves data: and our own table; everything else is refused before anything is opened."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols={"data"}, allow_redirects=False)

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            scheme, _, name = url.partition(":")
            if scheme != "asset":
                return super().fetch(url, headers)
            path = ASSETS[name]
            kind = {"Content-Type": CONTENT_TYPES[path.suffix]}
            return URLFetcherResponse(url, path.read_bytes(), kind)

    return OurAssets()
