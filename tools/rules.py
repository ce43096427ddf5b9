"""Our own lint rules: what neither ruff nor import-linter can see.

A rule takes a module and what is known about the whole package, and yields a line and a sentence
for everything it objects to. ``RULES`` names them; ``tools.lint`` runs them.
"""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from tools import contracts, size
from tools.source import Function, Module, functions, last_name

Complaints = Iterator[tuple[int, str]]

COMMITTERS: Final = frozenset(
    {"store/uow.py", "store/shared_commit.py", "store/sqlite.py", "store/postgres.py"}
)
BROAD_CATCHERS: Final = frozenset({"facekit/wsgi.py", "delivery/dispatcher.py"})
DOCUMENTED: Final = frozenset({"domain", "access", "ports", "usecases", "facekit"})
# Not among them: monotonic and perf_counter, which tell how long, never when.
CLOCKS: Final = frozenset(
    {
        *(f"time.{name}" for name in ("time", "time_ns", "localtime", "gmtime", "ctime")),
        *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
        "datetime.date.today",
        "os.urandom",
    }
)
RANDOM: Final = ("random.", "secrets.", "uuid.uuid")
# A seeded generator and a comparison in constant time give the same answer every time.
FIXED: Final = frozenset({"random.Random", "secrets.compare_digest", "uuid.uuid3", "uuid.uuid5"})
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@dataclass(frozen=True, slots=True)
class Project:
    """What a rule may know beyond the module it looks at."""

    errors: frozenset[str] = frozenset()
    dialects: Mapping[str, frozenset[str]] = field(default_factory=dict)


def commit(module: Module, _: Project) -> Complaints:
    """One request is one transaction: only the unit of work ends it."""
    if module.path in COMMITTERS:
        return
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="commit")):
                yield node.lineno, "only store/uow.py and the engines commit"
            case ast.Constant(value=str(text)) if text.strip().upper() == "COMMIT":
                yield node.lineno, "only store/uow.py and the engines commit"


def fixed_world(module: Module, _: Project) -> Complaints:
    """Tests stay fixed: time and chance come from ``kit``."""
    if module.part == "kit":
        return
    names = _imported_names(module.tree)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute | ast.Name):
            full = _full_name(node, names)
            if full in CLOCKS or (full.startswith(RANDOM) and full not in FIXED):
                yield node.lineno, f"{full}: ask kit for the time and for chance"


def broad_except(module: Module, _: Project) -> Complaints:
    """A broad catch belongs at an edge; one that tidies up and raises again catches nothing."""
    if module.path in BROAD_CATCHERS:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler) and not _raises_again(node):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            names = {last_name(one) if one else "everything" for one in caught}
            if broad := names & {"Exception", "BaseException", "everything"}:
                yield node.lineno, f"catches {broad.pop()}: name the errors you expect"


def http_status(module: Module, _: Project) -> Complaints:
    """The inside says what is wrong; a face chooses the number."""
    if module.part not in {"domain", "usecases"}:
        return
    for node in ast.walk(module.tree):
        match node:
            case ast.Constant(value=int(number)) if 400 <= number <= 599:  # noqa: PLR2004 the range
                yield node.lineno, f"{number} looks like an HTTP status"


def docstring(module: Module, _: Project) -> Complaints:
    """Whoever calls something from outside its module can read what it does."""
    if module.part not in DOCUMENTED:
        return
    for node in _public_functions(module.tree):
        if ast.get_docstring(node) is None:
            yield node.lineno, f"{node.name} has no docstring"


def contract(module: Module, project: Project) -> Complaints:
    """A use case's docstring is its contract, and true."""
    if module.part == "usecases":
        yield from contracts.broken_promises(module, project.errors)


def dialect_word(module: Module, project: Project) -> Complaints:
    """A dialect does not leak out of its face."""
    home = module.path.split("/")[1] if module.path.startswith("faces/") else ""
    own = project.dialects.get(home, frozenset())
    foreign = {
        f" {' '.join(_words(word))} ": (word, face)
        for face, words in sorted(project.dialects.items())
        if face != home
        for word in words - own
    }
    for line, name in _identifiers(module.tree):
        spoken = f" {' '.join(_words(name))} "
        for word, face in (told for form, told in foreign.items() if form in spoken):
            yield line, f"{name}: '{word}' is a word of {face}"


def long_module(module: Module, _: Project) -> Complaints:
    """A file fits in a head."""
    if "migrations/" not in module.path and len(module.lines) > size.MODULE_LINES_MAX:
        yield 1, f"{len(module.lines)} lines, at most {size.MODULE_LINES_MAX} allowed"


def long_function(module: Module, _: Project) -> Complaints:
    """A function fits on a screen."""
    if "migrations/" in module.path:
        return
    for node in functions(module.tree):
        if (lines := size.code_lines(node, module.lines)) > size.FUNCTION_LINES_MAX:
            yield node.lineno, f"{node.name}: {lines} code lines, at most {size.FUNCTION_LINES_MAX}"


def result_type(module: Module, _: Project) -> Complaints:
    """Every function says what it gives back."""
    for node in functions(module.tree):
        if node.returns is None:
            yield node.lineno, f"{node.name} has no result annotation"


def _raises_again(node: ast.ExceptHandler) -> bool:
    """Whether a handler ends with a bare ``raise``."""
    last = node.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _imported_names(tree: ast.Module) -> dict[str, str]:
    """Local name to full name of everything imported."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.split(".")[0]
                names[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _full_name(node: ast.expr, names: Mapping[str, str]) -> str:
    """A dotted expression with its first name replaced by what was imported under it."""
    match node:
        case ast.Name(id=name):
            return names.get(name, "")
        case ast.Attribute(value=inner, attr=name) if full := _full_name(inner, names):
            return f"{full}.{name}"
        case _:
            return ""


def _public_functions(node: ast.Module | ast.ClassDef) -> Iterator[Function]:
    """Yield functions and methods that others may call and that no base class describes."""
    for child in node.body:
        match child:
            case ast.ClassDef(name=name) if not name.startswith("_"):
                yield from _public_functions(child)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                marks = {last_name(mark) for mark in child.decorator_list}
                is_described = bool(marks & {"override", "overload", "setter"})
                if not child.name.startswith("_") and not is_described:
                    yield child


def _identifiers(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield every name a module gives or uses, with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield node.lineno, name
            case ast.arg(arg=name) | ast.keyword(arg=str(name)):
                yield node.lineno, name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.alias(name=name, asname=other):
                yield node.lineno, other or name


def _words(name: str) -> list[str]:
    """The words of an identifier, however it is written.

    >>> _words("cvrNo_max"), _words("VATNumber")
    (['cvr', 'no', 'max'], ['vat', 'number'])
    """
    return [word.lower() for word in _WORD.findall(name)]


Rule = Callable[[Module, Project], Complaints]

RULES: Final[Mapping[str, Rule]] = {
    "commit": commit,
    "fixed-world": fixed_world,
    "broad-except": broad_except,
    "http-status": http_status,
    "docstring": docstring,
    "contract": contract,
    "dialect-word": dialect_word,
    "long-module": long_module,
    "long-function": long_function,
    "result-type": result_type,
}
