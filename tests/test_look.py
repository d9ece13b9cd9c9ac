"""The look keeps its promises: what is vendored is what was fetched, colours have names, files are packed once."""

import gzip
import json
import re
import shutil

import brotli
import pytest

from app import assets
from tests import look
from tests.look import ROOT, STATIC, TEMPLATES

SHEETS = sorted((STATIC / "css").glob("*.css"))
PAGES = sorted(TEMPLATES.rglob("*.html"))
WIRE_MAX = 12 * 1024
"""Bytes of all styles, gzipped."""


@pytest.mark.parametrize("folder", look.VENDORED, ids=lambda folder: folder.relative_to(ROOT).as_posix())
def test_what_is_vendored_is_what_was_fetched(folder):
    assert look.wrong_sums(folder) == []


def test_a_changed_or_unknown_file_is_found(tmp_path):
    folder = shutil.copytree(STATIC / "vendor", tmp_path / "vendor")
    (folder / "htmx" / "htmx.min.js").write_text("changed")
    (folder / "more.js").write_text("new")
    assert look.wrong_sums(folder) == ["htmx/htmx.min.js", "more.js"]


def test_every_symbol_is_drawn_and_used():
    wanted = set((STATIC / "vendor/phosphor/SYMBOLS").read_text().split())
    assert look.symbols_drawn((STATIC / "vendor/phosphor/icons.svg").read_text()) == wanted
    sources = [*PAGES, *(ROOT / "app").rglob("*.py")]
    text = "".join(path.read_text() for path in sources)
    assert wanted - look.named_in(text, wanted) == set()


def test_every_symbol_that_is_named_is_drawn():
    wanted = set((STATIC / "vendor/phosphor/SYMBOLS").read_text().split())
    named = {name for page in PAGES for name in re.findall(r"\bicon\(\"([a-z-]+)\"", page.read_text())}
    assert named - wanted == set()


def test_an_unused_symbol_is_found():
    assert look.named_in('icon("leaf")', {"leaf", "dog"}) == {"leaf"}
    assert look.symbols_drawn('<symbol id="leaf"><path/></symbol>') == {"leaf"}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_colours_have_names_and_sides_are_logical(sheet):
    assert sheet.name == "tokens.css" or look.colours(sheet.read_text()) == []
    assert look.sides(sheet.read_text()) == []


@pytest.mark.parametrize("css", ["a{color:#fff}", "a{color:rgb(1 2 3)}", "a{background:oklch(50% 0 0)}"])
def test_a_colour_written_out_is_found(css):
    assert look.colours(css)


@pytest.mark.parametrize("css", ["a{margin-left:0}", "a{left:0}", "a{color:red;right:0}", "a{text-align:left}"])
def test_a_physical_side_is_found(css):
    assert look.sides(css)


@pytest.mark.parametrize("css", ["a{margin-inline-start:0}", "a{text-align:start}", "/* left: */a{}", ".left{}"])
def test_a_logical_side_is_fine(css):
    assert not look.sides(css)


def test_every_sheet_is_served_and_every_class_of_a_component_has_its_styles():
    assert {sheet.stem for sheet in SHEETS} == set(assets.STYLES)
    assert {script.stem for script in (STATIC / "js").glob("*.js")} == {*assets.SCRIPTS, *assets.ALONE}
    rules = look.styled("".join(sheet.read_text() for sheet in SHEETS))
    named = {name for page in (TEMPLATES / "components").glob("*.html") for name in look.classes_of(page.read_text())}
    assert named - rules - {"picks"} == set()


def test_a_class_without_styles_is_found():
    assert look.classes_of('<p class="card odd {{ x }}">') - look.styled(".card{}") == {"odd"}


def test_all_styles_are_small_on_the_wire():
    files = assets.build()
    packed = (STATIC / "dist" / f"{files['dist/gather.css'].removeprefix(assets.PREFIX)}.gz").read_bytes()
    assert len(packed) <= WIRE_MAX


@pytest.fixture
def source(tmp_path):
    """A copy of static/ of this test's own, never built."""
    return shutil.copytree(STATIC, tmp_path / "static", ignore=shutil.ignore_patterns("dist"))


def test_building_twice_changes_nothing(source):
    first = assets.build(source)
    before = {path: path.stat().st_mtime_ns for path in (source / "dist").iterdir()}
    assert assets.build(source) == first
    assert {path: path.stat().st_mtime_ns for path in (source / "dist").iterdir()} == before


def test_packed_files_unpack_to_the_same(source):
    assets.build(source)
    packed = list((source / "dist").glob("*.gz"))
    assert packed
    for path in packed:
        plain = path.with_suffix("").read_bytes()
        assert gzip.decompress(path.read_bytes()) == plain
        assert brotli.decompress(path.with_suffix(".br").read_bytes()) == plain


def test_a_changed_file_gets_a_new_name_and_the_others_keep_theirs(source):
    first = assets.build(source)
    sheet = source / "css" / "note.css"
    sheet.write_text(sheet.read_text() + ".new{margin:0}")
    second = assets.build(source)
    assert {name for name in first if first[name] != second[name]} == {"dist/gather.css"}


def test_a_build_that_was_cut_off_is_made_anew(source):
    whole = assets.build(source)
    (source / "dist" / "manifest.json").write_text(json.dumps({"state": "old"}))
    assert assets.build(source) == whole


def test_static_files_are_kept_for_ever_and_dressed_like_pages(app):
    client = app.test_client()
    for name in ("dist/gather.css", "dist/gather.js", "vendor/htmx/htmx.min.js", "vendor/phosphor/icons.svg"):
        answer = client.get(app.extensions["gather_assets"][name])
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        answer.close()


def test_static_files_travel_packed(app):
    client = app.test_client()
    for coding in ("br", "gzip"):
        answer = client.get(app.extensions["gather_assets"]["dist/gather.css"], headers={"Accept-Encoding": coding})
        assert answer.headers["Content-Encoding"] == coding
        answer.close()
