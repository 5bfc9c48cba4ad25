"""What a rule is made of.

A rule is a module ``rules/<family>/<name>.py``. Its docstring is its page
(see :mod:`blamefree.rules.page`), ``RULE = Rule.of(__name__, Severity…)`` its identity,
and it has one of two functions:

``check(document, context)``
    looks at one document alone. It depends on nothing but the document's text and the
    parts of the context that are part of the cache's key (settings, services, schema).

``check_corpus(corpus, context)``
    looks at the facts of every document, the clock, the files and the ledger. Of documents that are not to be
    reported it may be given only what :meth:`Facts.beside` leaves: that must do to tell of the others.

Both yield diagnostics. Documents whose front matter cannot be relied on are seen only
by rules with ``unsound=True``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

from blamefree.config import Settings
from blamefree.diagnostics.diagnostic import Diagnostic, Family, Related, Severity
from blamefree.diagnostics.fix import Applicability, Edit, Fix
from blamefree.model.corpus import Facts, Files, NoFiles
from blamefree.model.document import Document
from blamefree.model.services import Services
from blamefree.text.span import Place, Span
from blamefree.values import dataclass, field

SILENT: Final = "silent paragraphs"
"""Under this name a rule's memo holds what :meth:`Derived.silent` is to give the next time."""


class Derived(Protocol):
    """A place for plain data that takes long to work out."""

    def of(self, data: Any, about: str, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, remembered from run to run.

        It depends on nothing but ``data``, a data file as :attr:`Context.schema` gives it, and on what ``about`` says.
        """
        ...

    def silent(self, path: str) -> bytes | None:
        """The paragraphs of the document at ``path`` about which no language rule had anything to say last time.

        In the form in which the rules noted them; ``None`` where nothing is remembered, and so need not be noted.
        """
        ...


class NotDerived:
    """Remembers nothing."""

    def of(self, data: Any, about: str, make: Callable[[], Any]) -> Any:
        """What ``make`` gives."""
        return make()

    def silent(self, path: str) -> bytes | None:
        """Always ``None``."""
        return None


@dataclass(frozen=True)
class Context:
    """What a rule may look at beside the document.

    ``schema`` holds the data of schema/ by file name with the repository's own laid over it;
    ``services`` is ``None`` when there is no services.yml; ``ledger`` is ``None`` when there is none or it
    could not be read; ``now`` is aware. ``before`` holds the facts of documents at the revision of ``--since``,
    by the path of today. ``memo`` lets rules of one family share work on one document, ``derived`` all runs share it.
    ``many``: so many documents will be read that rules should get ready for all of them at once.
    """

    settings: Settings
    now: datetime
    services: Services | None = None
    schema: Callable[[str], Any] = field(default=lambda name: None, repr=False)
    files: Files = field(default_factory=NoFiles, repr=False)
    ledger: Any = None
    before: Mapping[str, Facts] = field(default_factory=dict, repr=False)
    memo: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    derived: Derived = field(default_factory=NotDerived, repr=False, compare=False)
    many: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's identity and default severity. ``unsound``: also for documents with broken front matter."""

    name: str
    family: Family
    severity: Severity
    unsound: bool = False

    @staticmethod
    def of(module: str, severity: Severity, *, unsound: bool = False) -> Rule:
        """The rule that lives in the module of this name."""
        _, family, name = module.rsplit(".", 2)
        return Rule(name.replace("_", "-"), Family(family), severity, unsound)

    def at(
        self,
        document: Document,
        span: Span,
        message: str,
        help: str = "",  # noqa: A002 - the word of the interface
        *,
        severity: Severity | None = None,
        category: str = "",
        fix: Fix | None = None,
        related: Iterable[tuple[Span, str]] = (),
    ) -> Diagnostic:
        """A diagnostic of this rule at a span of a document."""
        others = tuple(Related(document.path, document.place(place), words) for place, words in related)
        return Diagnostic(self.name, self.family, self.severity if severity is None else severity, document.path,
                          document.place(span), _line(message), _line(help), category, fix, others)  # fmt: skip

    def on(
        self,
        path: str,
        place: Place,
        message: str,
        help: str = "",  # noqa: A002
        *,
        severity: Severity | None = None,
        related: Iterable[Related] = (),
    ) -> Diagnostic:
        """A diagnostic of this rule at a place of any file."""
        return Diagnostic(self.name, self.family, self.severity if severity is None else severity, path, place,
                          _line(message), _line(help), related=tuple(related))  # fmt: skip


def _line(words: str) -> str:
    """Words on one line: what a message quotes may hold line breaks."""
    return " ".join(words.split()) if "\n" in words or "\r" in words else words


def fix(document: Document, title: str, *edits: tuple[Span, str], safe: bool = False) -> Fix:
    """A fix made of ``(span, replacement)`` edits."""
    applicability = Applicability.SAFE if safe else Applicability.UNSAFE
    return Fix(title, applicability, tuple(Edit(document.place(span), text) for span, text in edits))


DocumentCheck = Callable[[Document, Context], Iterable[Diagnostic]]
CorpusCheck = Callable[[Sequence[Facts], Context], Iterable[Diagnostic]]
