"""CODEOWNERS from services.yml: who GitHub asks when somebody changes what approvals rest on.

It is a second line. Any one owner satisfies GitHub, and no line can tell action items apart: the gate decides.
Source: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
"""

from __future__ import annotations

from collections.abc import Iterable

from blamefree.model.services import Approver, Services

PATH = ".github/CODEOWNERS"
PROTECTED = ("/.github/", "/services.yml", "/schema/", "/tools/", "/mkdocs.yml")
DOCUMENTS = "/postmortems/"
_HEAD = """# Made from services.yml by `blamefree codeowners`; change services.yml and run it again.
# The last line that fits a path wins.
"""


def render(services: Services) -> str:
    """The file: documents belong to everybody who may approve, what guards approvals to those of the severity policy.

    Without a severity policy every approver guards it.
    """
    everybody = _logins(person for service in services.services.values() for person in service.approvers)
    guards = _logins(person for policy in services.severity.values() for person in policy.approvers)
    if not (everybody or guards):
        return _HEAD + "# services.yml names nobody yet.\n"
    lines = [f"{DOCUMENTS} {' '.join(everybody or guards)}"]
    lines += [f"{path} {' '.join(guards or everybody)}" for path in PROTECTED]
    return _HEAD + "".join(f"{line}\n" for line in lines)


def _logins(people: Iterable[Approver]) -> list[str]:
    return sorted({f"@{person.login}" for person in people}, key=str.casefold)
