"""What the house rules mean for a source file: one checker for each, which names the offences it finds.

A checker is given text and tells (line, what). test_architecture.py tries each on our files and on a bad one.
"""

import ast
import re
import sys
from functools import cache
from html.parser import HTMLParser

from jinja2 import Environment, nodes

LONGEST_FUNCTION, LONGEST_FILE = 50, 250
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns",
          "time.localtime", "time.gmtime", "func.now", "func.current_timestamp", "datetime.datetime.now",
          "datetime.date.today"}  # fmt: skip
WRITES = {"add", "add_all", "delete", "merge", "flush", "bulk_save_objects", "bulk_insert_mappings"}
WRITERS = {"insert", "update", "delete"}
SQL_CALLS = {"text", "execute", "exec_driver_sql", "scalar", "scalars"}
UNSAFE_IN_JINJA = (
    (re.compile(r"\|\s*safe\b"), "|safe"),
    (re.compile(r"\bautoescape\s+false|\bMarkup\(", re.I), "escaping switched off"),
)
UNSAFE_IN_HTML = (
    (re.compile(r"\sstyle\s*=", re.I), "style="),
    (re.compile(r"""\son[a-z]+\s*=\s*["'{]""", re.I), "an inline handler"),
    (re.compile(r"\b(data-)?hx-on\b", re.I), "hx-on"),
    (re.compile(r"\bjs:|javascript:", re.I), "js:"),
    (re.compile(r"<style\b", re.I), "<style>"),
    (re.compile(r"<script\b(?![^>]*\bsrc=)", re.I), "a script without src"),
    (re.compile(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//""", re.I), "an address elsewhere"),
)
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.S)
LETTERS = re.compile(r"[^\W\d_]{2,}|\b[aAI]\b")
SPOKEN_ATTRIBUTES = {"alt", "title", "aria-label", "aria-description", "placeholder", "label"}
UNSEEN = re.compile(r"\{%-?\s*block\s+\w+_(?:href|class)\s*-?%\}.*?\{%-?\s*endblock[^%]*%\}", re.S)
"""Blocks of a layout that go into an attribute."""
SENTENCE = re.compile(r"[A-Z][a-z]+(?:[ .,!?:]|$)")
NAME = "Gather Round"
"""Our name is the same in every language."""
GETTEXT = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "use"}


@cache
def walked(source):
    """Every node of a source file; most rules look at the same files, so each is read once."""
    return list(ast.walk(ast.parse(source)))


def dotted(node):
    """The written name of a function or attribute: `db.session.add`."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def calls(source):
    for node in walked(source):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def imports(source):
    """(line, module, name) of every absolute import; relative ones have a leading dot."""
    for node in walked(source):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((node.lineno, module, alias.name) for alias in node.names)


def commits(source):
    return [(node.lineno, name) for node, name in calls(source) if name.endswith(".commit")]


def asks_the_time(source):
    return [
        (node.lineno, dotted(node))
        for node in walked(source)
        if isinstance(node, ast.Attribute) and dotted(node) in CLOCKS
    ]


def writes(source):
    """Changes of rows: on the session, by statements that change, or by opening a unit of work."""
    on_session = [
        (node.lineno, name) for node, name in calls(source)
        if name.rpartition(".")[2] in WRITES and name.rpartition(".")[0].endswith("session") and "db" in name
    ]  # fmt: skip
    imported = [
        (line, f"{module}.{name}") for line, module, name in imports(source)
        if (module.startswith("sqlalchemy") and name in WRITERS) or name == "unit_of_work"
    ]  # fmt: skip
    return on_session + imported


def sql_from_pieces(source):
    """SQL that is put together from strings: f-strings, %, + and format."""
    return [
        (node.lineno, name) for node, name in calls(source)
        if name.rpartition(".")[2] in SQL_CALLS and node.args and _is_pieced(node.args[0])
    ]  # fmt: skip


def _is_pieced(node):
    if isinstance(node, ast.BinOp):
        return any(isinstance(side, ast.Constant | ast.JoinedStr) for side in (node.left, node.right))
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"
    )


def too_long(source):
    lines = len(source.splitlines())
    found = [(lines, "the file")] if lines > LONGEST_FILE else []
    for node in walked(source):
        if (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and node.end_lineno - node.lineno >= LONGEST_FUNCTION
        ):
            found.append((node.lineno, node.name))
    return found


def not_pure(source):
    """Imports that are neither the standard library nor a neighbour in the same slice."""
    return [
        (line, module) for line, module, _name in imports(source)
        if not re.match(r"\.(?!\.)", module) and module.partition(".")[0] not in sys.stdlib_module_names
    ]  # fmt: skip


def swallows(source):
    """Errors that are caught, all of them, and never heard of again."""
    return [
        (node.lineno, "except without a word") for node in walked(source)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or dotted(node.type) in ("Exception", "BaseException"))
        and all(isinstance(line, ast.Pass | ast.Continue) for line in node.body)
    ]  # fmt: skip


def hidden_sentences(source):
    """Sentences inside an f-string, where whoever gathers them for translators does not look before Python 3.12."""
    return [
        (call.lineno, ast.unparse(call))
        for text in walked(source) if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text) if isinstance(call, ast.Call) and dotted(call.func) in {*GETTEXT, "_l", "later"}
    ]  # fmt: skip


def named_tasks(source):
    """The task names that a file enqueues."""
    return {
        node.args[0].value
        for node, name in calls(source)
        if name.rpartition(".")[2] == "enqueue" and node.args and isinstance(node.args[0], ast.Constant)
    }


def undeclared(app):
    """The endpoints for which nobody declared who may use them."""
    from app.web.guards import rule_of

    with app.app_context():
        return sorted(rule.endpoint for rule in app.url_map.iter_rules() if rule_of(rule.endpoint) is None)


# --- templates -----------------------------------------------------------------------------------------------------


def unsafe_markup(source):
    return [
        (text.count("\n", 0, hit.start()) + 1, what)
        for text, patterns in ((source, UNSAFE_IN_JINJA), (without_jinja(source), UNSAFE_IN_HTML))
        for pattern, what in patterns
        for hit in pattern.finditer(text)
    ]


def without_jinja(source):
    """The markup alone, with a dot for each expression and every line where it was."""
    return JINJA.sub(lambda piece: "\n" * piece[0].count("\n") or "\u00b7", source)


class _Reader(HTMLParser):
    """Looks at a template without its Jinja: what stands outside of elements, and what is said in the open."""

    def __init__(self, source):
        super().__init__()
        self.roots, self.said, self._open = [], [], []
        self.feed(without_jinja(source))
        self.close()

    def handle_starttag(self, tag, attributes):
        if not self._open:
            self.roots.append((tag, dict(attributes).get("id")))
        if tag not in VOID:
            self._open.append(tag)
        self.said += [
            (self.getpos()[0], value)
            for name, value in attributes
            if LETTERS.search(value or "") and _is_spoken(tag, name, dict(attributes))
        ]

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data):
        if LETTERS.search(data.replace(NAME, "")) and not {"script", "style", "svg"} & set(self._open):
            self.said.append((self.getpos()[0], data.strip()))


def _is_spoken(tag, name, attributes):
    if name == "value":
        return tag == "input" and attributes.get("type") in ("submit", "button", "reset")
    return name in SPOKEN_ATTRIBUTES or (name == "content" and attributes.get("name") == "description")


def untranslated(source):
    """Words that a visitor sees or hears and that no translator ever will."""
    return _Reader(UNSEEN.sub("", source)).said + _untranslated_expressions(source)


def _untranslated_expressions(source):
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(source)
    return [
        (node.lineno, node.value)
        for node in _outside_of_gettext(tree)
        if isinstance(node, nodes.Const)
        and isinstance(node.value, str)
        and SENTENCE.match(node.value.replace(NAME, ""))
    ]


def _outside_of_gettext(node):
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Call) and getattr(child.node, "name", "") in GETTEXT:
            continue
        yield child
        yield from _outside_of_gettext(child)


def not_one_element(source):
    """Why a partial is not exactly one element with an id; none when it is."""
    roots = _Reader(source).roots
    if len(roots) != 1:
        return [(1, f"{len(roots)} elements")]
    return [] if roots[0][1] else [(1, "no id")]
