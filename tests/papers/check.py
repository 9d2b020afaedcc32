"""Reads what the program printed with tools that know nothing of it. Started by `cargo xtask papers`."""

import html.parser
import json
import os
import pathlib
import subprocess
import sys
import unicodedata

import pikepdf
import pypdfium2
import zxingcpp

folder = pathlib.Path(os.environ["FOLDER"])
fonts = pathlib.Path(__file__).parents[2] / "crates/papers/tests/fonts"
database = folder / "papers.db"
FLIGHT, AGENCY, PEOPLE = "F000001", "chn_nia", 116


def caseflight(*arguments, code=0):
    command = [os.environ["PROGRAM"], "--database-url", str(database), "--json", *map(str, arguments)]
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode != code:
        sys.exit(f"{arguments} ended with {ran.returncode}, not {code}: {ran.stdout}{ran.stderr}")
    return json.loads(ran.stdout) if ran.stdout.strip() else None


class Cells(html.parser.HTMLParser):
    """The rows of the tables of a page, and its number."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.inside, self.words = [], False, []
        self.feed(text)

    def handle_starttag(self, tag, _):
        if tag == "tr":
            self.rows.append([])
        self.inside = tag == "td"
        if self.inside:
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "td"

    def handle_data(self, data):
        if self.inside:
            self.rows[-1][-1] += data


def bare(text):
    """Without blanks: lines break where there is room."""
    return "".join(unicodedata.normalize("NFC", text).split())


def text_of(file):
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file)]


def codes_of(file):
    """The codes on each page, read from its picture as a camera would."""
    for page in pypdfium2.PdfDocument(file):
        image = page.render(scale=3).to_pil()
        yield [(found.format.name, found.text) for found in zxingcpp.read_barcodes(image)]


def tags_of(file):
    """How often each kind of tag is in the tree that screen readers follow."""
    opened = pikepdf.open(file)
    counts, todo = {}, [opened.Root.StructTreeRoot.K]
    while todo:
        node = todo.pop()
        if isinstance(node, pikepdf.Array):
            todo.extend(node)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            counts[str(node.S)] = counts.get(str(node.S), 0) + 1
            todo.append(node.get("/K", pikepdf.Array()))
    return counts


def check(file, rows, labels=()):
    pages = text_of(file)
    text = bare("".join(pages))
    at = 0
    for row in rows:
        for cell in filter(None, map(bare, row)):
            found = text.find(cell, at if cell == bare(row[0]) else 0)
            if found < 0:
                sys.exit(f"{file.name}: a cell of row {row[0]} is not in its text")
    numbers = {line for page in pages for line in page.split() if len(line) == 64}
    for n, (page, codes) in enumerate(zip(pages, codes_of(file)), 1):
        if f"Page {n} of {len(pages)}" not in page:
            sys.exit(f"{file.name}: page {n} does not say which of {len(pages)} it is")
        said = [text for kind, text in codes if kind.startswith("QR")]
        if len(said) != 1 or said[0].removeprefix("CASEFLIGHT:").lower() not in numbers:
            sys.exit(f"{file.name}: the code of page {n} says {said}")
        labels = [label for label in labels if label not in {text for _, text in codes}]
    if labels:
        sys.exit(f"{file.name}: no scanner reads the bars of {labels[:3]}, {len(labels)} in all")
    tags, cells = tags_of(file), sum(map(len, rows))
    if tags.get("/TD", 0) != cells or not tags.get("/H1") or (rows and not tags.get("/TH")):
        sys.exit(f"{file.name}: {cells} cells, but its tags are {tags}")
    ua = subprocess.run([pathlib.Path(sys.executable).parent / "pdfua", "check", file], capture_output=True, text=True)
    if ua.returncode:
        sys.exit(f"{file.name} is not PDF/UA: {ua.stdout}{ua.stderr}")
    return len(pages)


def hair_off(file):
    """The same file with one bit of its middle turned."""
    changed = bytearray(file.read_bytes())
    changed[len(changed) // 2] ^= 1
    other = file.with_name("off" + file.suffix)
    other.write_bytes(changed)
    return other


def printed(name, *command, again=True):
    """A paper in every form, each as the record has it; its rows as the page says them."""
    files = {end: folder / f"{name}.{end}" for end in ("html", "xlsx", "pdf")}
    for end, file in files.items():
        caseflight("export", *command, file, "--fonts", fonts)
        first = file.read_bytes()
        if again:
            caseflight("export", *command, file, "--fonts", fonts)
            if file.read_bytes() != first:
                sys.exit(f"{file.name}: printed again, it is another file")
        if not caseflight("verify", "--paper", file, "--fonts", fonts)["intact"]:
            sys.exit(f"{file.name} is not as it was made")
        caseflight("verify", "--paper", hair_off(file), "--fonts", fonts, code=1)
    page = files["html"].read_text(encoding="utf-8")
    rows = [row for row in Cells(page).rows if row]
    return files, rows, page


command = [os.environ["PROGRAM"], "demo", "--no-serve", "--database-url", str(database)]
subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
to = ("--for", AGENCY)
pages = 0
for kind, *rest in [
    ("general-declaration",), ("manifest", *to), ("handover", *to), ("internal",), ("property",),
    ("baggage-tags",), ("medical-card",),
]:
    files, rows, page = printed(kind, "form", kind, FLIGHT, *rest)
    if kind in ("manifest", "handover", "property") and len(rows) != PEOPLE:
        sys.exit(f"{kind} has {len(rows)} people, not {PEOPLE}")
    labels = [f"{FLIGHT}-{n:03}-{bag}" for n in range(1, PEOPLE + 1) for bag in (1, 2)]
    labels = [label for label in labels if f"<p>{label}</p>" in page]
    if kind == "baggage-tags" and len(labels) != 2 * PEOPLE:
        sys.exit(f"{len(labels)} tags")
    pages += check(files["pdf"], rows, labels)
case = caseflight("case", "list", "--stage", "document_requested", "--limit", "1")
case = (case["cases"] if isinstance(case, dict) else case)[0]
case = case.get("case") or case.get("id")
files, rows, _ = printed("request", "request", case, again=False)
pages += check(files["pdf"], rows)

names = [line.split("\t") for line in (folder / "names.txt").read_text(encoding="utf-8").splitlines()]
pages += check(folder / "names.pdf", [[str(n), *name] for n, name in enumerate(names, 1)])
print(f"9 files of {pages} pages: {PEOPLE} people on each list, every tag and code read by a scanner, all PDF/UA")
