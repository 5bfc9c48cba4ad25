"""The words that a page adds to a document, in the document's language."""

from __future__ import annotations

from collections.abc import Mapping

_EN = {
    "banner": "This page is published from the document below. To change it, propose a change to the document in a "
    "pull request; what is edited here is not taken over by itself.",
    "propose": "Propose a change",
    "source": "Source", "commit": "commit", "id": "Id", "status": "Status", "severity": "Severity", "date": "Date",
    "level": "Level", "owner": "Owner", "services": "Services", "invited": "Invited teams",
    "classification": "Classification", "incident": "Incident", "detection": "Detected by", "tags": "Tags",
    "related": "Related", "impact_started": "Impact started", "detected": "Detected", "acknowledged": "Acknowledged",
    "mitigated": "Mitigated", "resolved": "Resolved", "time_to_detect": "Time to detect",
    "time_to_acknowledge": "Time to acknowledge", "time_to_mitigate": "Time to mitigate",
    "time_to_resolve": "Time to resolve", "unknown": "unknown", "not_applicable": "not applicable",
    "actions": "Action items", "action": "Action", "type": "Type", "service": "Service", "priority": "Priority",
    "due": "Due", "done_when": "Done when", "state": "State", "approval": "Approval", "issue": "Issue",
    "no_due": "not set", "measure": "Measure", "value": "Value", "unit": "Unit", "measured": "Source",
    "factor": "Contributing factor", "kind": "Kind", "time": "Time", "what": "What happened",
    "approved_by": "Approved by {who} in {where}", "approved": "Approved by {who}",
    "not_approved": "Not approved", "rejected": "Rejected in {where}", "rejected_plain": "Rejected",
    "changed_since": "Not approved: changed since the decision in {where}",
    "changed_plain": "Not approved: changed since the decision", "unknown_approval": "Approval unknown",
    "timeline.glance": "Timeline at a glance", "timeline.desc": "{n} recorded moments from {start} to {end}.",
    "timeline.more": "{n} more in the table", "phase.undetected": "not yet noticed", "phase.impact": "impact",
    "phase.detected": "noticed", "phase.response": "being handled", "phase.mitigated": "mitigated, being finished",
    "evidence": "Evidence", "reason": "Reason", "index": "All postmortems", "none": "none",
}  # fmt: skip
_SV = {
    "banner": "Sidan publiceras från dokumentet nedan. Föreslå en ändring av dokumentet i en pull request; det som "
    "redigeras här tas inte över av sig självt.",
    "propose": "Föreslå en ändring",
    "source": "Källa", "commit": "commit", "id": "Id", "status": "Status", "severity": "Allvarlighetsgrad",
    "date": "Datum", "level": "Nivå", "owner": "Ansvarig", "services": "Tjänster", "invited": "Inbjudna team",
    "classification": "Klassning", "incident": "Incident", "detection": "Upptäcktes genom", "tags": "Taggar",
    "related": "Relaterade", "impact_started": "Påverkan började", "detected": "Upptäckt",
    "acknowledged": "Mottagen", "mitigated": "Avhjälpt", "resolved": "Löst", "time_to_detect": "Tid till upptäckt",
    "time_to_acknowledge": "Tid till mottagande", "time_to_mitigate": "Tid till avhjälpande",
    "time_to_resolve": "Tid till lösning", "unknown": "okänt", "not_applicable": "ej tillämpligt",
    "actions": "Åtgärder", "action": "Åtgärd", "type": "Typ", "service": "Tjänst", "priority": "Prioritet",
    "due": "Senast", "done_when": "Klar när", "state": "Läge", "approval": "Godkännande", "issue": "Ärende",
    "no_due": "inte satt", "measure": "Mått", "value": "Värde", "unit": "Enhet", "measured": "Källa",
    "factor": "Bidragande orsak", "kind": "Slag", "time": "Tid", "what": "Vad hände",
    "approved_by": "Godkänd av {who} i {where}", "approved": "Godkänd av {who}",
    "not_approved": "Inte godkänd", "rejected": "Avslagen i {where}", "rejected_plain": "Avslagen",
    "changed_since": "Inte godkänd: ändrad sedan beslutet i {where}",
    "changed_plain": "Inte godkänd: ändrad sedan beslutet", "unknown_approval": "Godkännande okänt",
    "timeline.glance": "Tidslinjen i en blick", "timeline.desc": "{n} noterade tidpunkter från {start} till {end}.",
    "timeline.more": "{n} till i tabellen", "phase.undetected": "ännu inte upptäckt", "phase.impact": "påverkan",
    "phase.detected": "upptäckt", "phase.response": "hanteras", "phase.mitigated": "avhjälpt, slutförs",
    "evidence": "Belägg", "reason": "Skäl", "index": "Alla postmortem", "none": "inga",
}  # fmt: skip
_VALUES_EN = {
    "draft": "Draft", "in_review": "In review", "actions_done": "Actions done", "withdrawn": "Withdrawn",
    "approved": "Approved", "open": "Open", "done": "Done", "declined": "Declined", "lite": "Lite", "full": "Full",
    "alert": "Alert", "customer": "Customer", "staff": "Staff", "partner": "Partner", "prevent": "Prevent",
    "detect": "Detect", "mitigate": "Mitigate", "process": "Process", "learn": "Learn", "high": "High",
    "medium": "Medium", "low": "Low", "public": "Public", "internal": "Internal", "restricted": "Restricted",
    "change": "Change", "configuration": "Configuration", "capacity": "Capacity", "dependency": "Dependency",
    "observability": "Observability", "knowledge": "Knowledge", "design": "Design", "testing": "Testing",
    "communication": "Communication", "tooling": "Tooling", "environment": "Environment",
    "organisation": "Organisation",
}  # fmt: skip
_VALUES_SV = {
    "draft": "Utkast", "in_review": "Granskas", "actions_done": "Åtgärder klara", "withdrawn": "Indragen",
    "approved": "Godkänd", "open": "Öppen", "done": "Klar", "declined": "Avböjd", "lite": "Kort", "full": "Full",
    "alert": "Larm", "customer": "Kund", "staff": "Personal", "partner": "Partner", "prevent": "Förebygga",
    "detect": "Upptäcka", "mitigate": "Lindra", "process": "Process", "learn": "Lära", "high": "Hög",
    "medium": "Medel", "low": "Låg", "public": "Publik", "internal": "Intern", "restricted": "Begränsad",
    "change": "Ändring", "configuration": "Konfiguration", "capacity": "Kapacitet", "dependency": "Beroende",
    "observability": "Observerbarhet", "knowledge": "Kunskap", "design": "Design", "testing": "Test",
    "communication": "Kommunikation", "tooling": "Verktyg", "environment": "Miljö", "organisation": "Organisation",
}  # fmt: skip


class Words:
    """The words of one language; others fall back to English."""

    def __init__(self, lang: str) -> None:
        swedish = lang.casefold().split("-")[0] == "sv"
        self._words: Mapping[str, str] = _SV if swedish else _EN
        self._values: Mapping[str, str] = _VALUES_SV if swedish else _VALUES_EN

    def __getitem__(self, key: str) -> str:
        return self._words[key]

    def value(self, key: str) -> str:
        """What people call a value of the document format; unknown ones stay as they are."""
        return self._values.get(key, key)
