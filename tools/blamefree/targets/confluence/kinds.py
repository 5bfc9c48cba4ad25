"""What kinds of the site are called in Confluence: colours of panels, languages of code, marked lines."""

from __future__ import annotations

from blamefree.targets.confluence.xml import Element, content

# Material's admonitions by colour: Confluence's `note` is yellow, its `warning` red.
PANELS = {
    **dict.fromkeys(("note", "info", "abstract", "summary", "tldr", "todo", "question", "help", "faq"), "info"),
    **dict.fromkeys(("example", "quote", "cite", "seealso"), "panel"),
    **dict.fromkeys(("tip", "hint", "important", "success", "check", "done"), "tip"),
    **dict.fromkeys(("warning", "caution", "attention"), "note"),
    **dict.fromkeys(("danger", "error", "failure", "fail", "missing", "bug"), "warning"),
}
LANGUAGES = {
    **{name: name for name in (
        "abap", "ada", "arduino", "bash", "c", "clojure", "coffeescript", "css", "dart", "delphi", "diff", "dockerfile",
        "elixir", "erlang", "fortran", "go", "graphql", "groovy", "haskell", "html", "java", "javascript", "json",
        "julia",
        "kotlin", "lua", "matlab", "mermaid", "nginx", "objective-c", "ocaml", "pascal", "perl", "php", "powershell",
        "prolog", "properties", "python", "r", "ruby", "rust", "sass", "scala", "scheme", "sql", "swift", "toml",
        "typescript", "xml", "yaml",
    )},
    "sh": "bash", "shell": "bash", "console": "bash", "zsh": "bash", "py": "python", "js": "javascript",
    "ts": "typescript", "yml": "yaml", "rb": "ruby", "ps1": "powershell", "docker": "dockerfile", "golang": "go",
    "c++": "cpp", "cpp": "cpp", "csharp": "c#", "c#": "c#", "rs": "rust", "hs": "haskell", "udiff": "diff",
    "hcl": "text", "ini": "properties",
}  # fmt: skip


def panel(classes: set[str]) -> str:
    """The macro for an admonition's classes."""
    return next((PANELS[name] for name in sorted(classes) if name in PANELS), "info")


def language(node: Element, body: Element) -> str:
    """Confluence's name for the language of a code block; empty when it has none."""
    for holder in (node, body):
        for name in holder.get("class", "").split():
            if name.startswith("language-"):
                found = LANGUAGES.get(name.removeprefix("language-").lower(), "")
                return "" if found == "text" else found
    return ""


def highlighted_lines(body: Element) -> list[str]:
    """The numbers of the lines that a code block marks."""
    found: list[str] = []
    line = 1
    for piece in content(body):
        if isinstance(piece, str):
            line += piece.count("\n")
            continue
        text = "".join(piece.itertext())
        if "hll" in piece.get("class", "").split():
            found.extend(str(line + step) for step in range(max(1, text.count("\n"))))
        line += text.count("\n")
    return found
