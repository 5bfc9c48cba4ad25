"""The look of the sandbox's pages: one style sheet, no script, light and dark."""
# ruff: noqa: E501

from __future__ import annotations

import html

_CSS = """
:root{--ink:#172b4d;--soft:#5e6c84;--line:#dfe1e6;--back:#fff;--panel:#f7f8f9;--link:#0c66e4;--shadow:0 1px 3px #091e4229}
@media (prefers-color-scheme:dark){:root{--ink:#dfe3ea;--soft:#9aa5b8;--line:#3a424e;--back:#1b1f26;--panel:#242a33;
--link:#7db3ff;--shadow:0 1px 3px #0008}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:var(--ink);
background:var(--back)}
a{color:var(--link)}a:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
header.bar{display:flex;gap:1rem;align-items:center;padding:.7rem 1.5rem;border-bottom:1px solid var(--line);
background:var(--panel);flex-wrap:wrap}
header.bar strong{font-size:.95rem}header.bar .where{color:var(--soft);font-size:.9rem}
main{max-width:62rem;margin:0 auto;padding:1.5rem 1.5rem 4rem}
h1{font-size:1.9rem;line-height:1.2;margin:.4em 0 .5em}h2{font-size:1.35rem;margin:1.6em 0 .5em}h3{font-size:1.1rem}
.lead{color:var(--soft)}.meta{color:var(--soft);font-size:.9rem;margin:-.4rem 0 1.2rem}
.card{border:1px solid var(--line);border-radius:8px;padding:.2rem 1.3rem 1.2rem;margin:1.2rem 0;box-shadow:var(--shadow)}
.card>h2{margin-top:.9rem}
ul.tree{list-style:none;padding-left:0}ul.tree ul{list-style:none;padding-left:1.2rem;border-left:1px solid var(--line)}
ul.tree li{margin:.25rem 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;margin:.8rem 0;font-size:.95rem}td,th{border:1px solid var(--line);padding:.4rem .6rem;
text-align:left;vertical-align:top}th{background:var(--panel)}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.88em}
code{background:var(--panel);padding:.1em .3em;border-radius:3px}
pre{background:var(--panel);border:1px solid var(--line);border-radius:5px;padding:.8rem 1rem;overflow-x:auto}
pre code{padding:0;background:none}
figure.code{margin:1rem 0}figure.code figcaption{font-size:.82rem;color:var(--soft)}
.panel{--edge:#579dff;border-left:5px solid var(--edge);background:color-mix(in srgb,var(--edge) 11%,var(--back));
border-radius:4px;padding:.65rem 1rem;margin:1rem 0}
.panel>:first-child{margin-top:0}.panel>:last-child{margin-bottom:0}.panel>strong:first-child{display:block}
.panel.tip{--edge:#22a06b}.panel.note{--edge:#e2b203}.panel.warning{--edge:#e2483d}.panel.panel-plain{--edge:#8590a2}
blockquote{margin:1rem 0;padding:.1rem 1rem;border-left:3px solid var(--line);color:var(--soft)}
nav.toc{font-size:.95rem;border:1px solid var(--line);border-radius:5px;padding:.6rem 1rem;margin:1rem 0}
nav.toc ul{margin:0;padding-left:1.1rem}nav.toc .deeper{margin-left:1.1rem}
details{border:1px solid var(--line);border-radius:5px;padding:.4rem .9rem;margin:.8rem 0}summary{cursor:pointer;font-weight:600}
.lozenge{display:inline-block;font-size:.72rem;font-weight:700;text-transform:uppercase;letter-spacing:.03em;border-radius:3px;
padding:.1em .45em;background:#dfe1e6;color:#42526e}
.lozenge.red{background:#ffd5d2;color:#ae2a19}.lozenge.yellow{background:#f8e6a0;color:#7f5f01}
.lozenge.green{background:#baf3db;color:#216e4e}.lozenge.blue{background:#cce0ff;color:#0055cc}
.lozenge.purple{background:#dfd8fd;color:#5e4db2}
.label{display:inline-block;background:var(--panel);border:1px solid var(--line);border-radius:3px;font-size:.82rem;
padding:.05em .5em;margin:.1rem .25rem .1rem 0}
mark{background:#fff0b3;color:#172b4d}img{max-width:100%;height:auto}figure{margin:1rem 0}figcaption{color:var(--soft);font-size:.88rem}
figcaption p{margin:.3rem 0}hr{border:0;border-top:1px solid var(--line)}.count{color:var(--soft);font-size:.88rem}
ul.tasks{list-style:none;padding-left:.2rem}.dates{white-space:nowrap}
.macro{border:1px dashed var(--line);border-radius:4px;color:var(--soft);font-size:.88rem;padding:.3rem .7rem;margin:.6rem 0}
footer.page{margin-top:3rem;border-top:1px solid var(--line);font-size:.92rem}
"""


def document(title: str, body: str, bar: str = "") -> str:
    """A whole HTML page; `title` is text, `bar` and `body` are HTML."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,">'
        f"<title>{html.escape(title)}</title><style>{_CSS}</style></head><body>"
        f'<header class="bar"><strong><a href="/">Blamefree sandbox</a></strong>{bar}</header>'
        f"<main>{body}</main></body></html>\n"
    )
