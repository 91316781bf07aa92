"""Reads a page as a browser would need it: balanced elements, identifiers, links, and tables as rows of texts."""

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """One parsed page. `tables`: for each table with an id, its rows; a cell is its text, spaces made single."""

    def __init__(self, text: str):
        super().__init__()
        self.text = text
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.headings: list[int] = []
        self.regions: list[dict[str, str | None]] = []
        self.tags: list[str] = []
        self.tables: dict[str, list[list[str]]] = {}
        self._open: list[str] = []
        self._rows: list[list[str]] | None = None
        self._cell: list[str] | None = None
        self.feed(text)
        self.close()
        assert self._open == [], self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.addresses += [value for name, value in attrs if name in ("href", "src", "action", "srcset") and value]
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.headings.append(int(tag[1]))
        if given.get("role") == "region":
            self.regions.append(given)
        if tag == "table" and given.get("id"):
            self._rows = self.tables[str(given["id"])] = []
        if self._rows is not None and tag == "tr":
            self._rows.append([])
        if self._rows is not None and tag in ("td", "th"):
            self._cell = []
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, (tag, self.getpos())
        if tag == "table":
            self._rows = None
        if tag in ("td", "th") and self._rows and self._cell is not None:
            self._rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)
