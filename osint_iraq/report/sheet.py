"""How the report looks, on the screen and on paper."""

from __future__ import annotations

__all__ = ["SHEET"]

SHEET = """
:root { --ink: #1a1a1a; --soft: #555; --line: #d5d5d5; --link: #00508f; }
* { box-sizing: border-box; }
body { font: 17px/1.6 Georgia, "DejaVu Serif", "Noto Naskh Arabic", serif; color: var(--ink); background: #fff;
  max-width: 54rem; margin: 0 auto; padding: 2.5rem 1.25rem 5rem; }
h1, h2, h3, h4, h5, nav, .table, figcaption, details, .sub { font-family: system-ui, "Segoe UI", "Noto Sans",
  "DejaVu Sans", "Noto Sans Arabic", sans-serif; }
h1 { font-size: 2.1rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.6rem; line-height: 1.25; margin: 4rem 0 1rem; padding-top: .8rem; border-top: 3px solid var(--ink); }
h3 { font-size: 1.17rem; line-height: 1.35; margin: 2.2rem 0 .6rem; }
h4, h5, h6 { font-size: 1rem; margin: 1.6rem 0 .4rem; }
.sub { color: var(--soft); margin: 0 0 2rem; }
a { color: var(--link); }
[dir="rtl"] { text-align: right; }
p[dir="rtl"], li[dir="rtl"], figcaption { overflow-wrap: anywhere; }
[lang="ar"] { line-height: 1.8; }
nav ol { list-style: none; padding: 0; margin: 0; }
nav > ol { columns: 22rem 2; column-gap: 2.5rem; }
nav li { margin: .25rem 0; break-inside: avoid; }
nav ol ol { margin: 0 0 .6rem 1.6rem; font-size: .86rem; }
nav a { text-decoration: none; }
.findings { list-style: none; padding: 0; }
.findings > li { border-inline-start: 4px solid var(--link); padding: .1rem 1rem; margin: 1.2rem 0; }
.findings p { margin: .35rem 0; }
.findings .from { font: .85rem/1.4 system-ui, sans-serif; }
figure { margin: 1.5rem 0 2rem; }
figure img { max-width: 100%; height: auto; display: block; margin: 0 auto; }
figcaption { font-size: .84rem; line-height: 1.5; color: #333; margin-top: .5rem; }
.table { overflow-x: auto; margin: 1rem 0 1.5rem; font-size: .82rem; line-height: 1.4; }
.table table { border-collapse: collapse; border-top: 2px solid var(--ink); border-bottom: 2px solid var(--ink); }
.table.wide { font-size: .74rem; }
.table th, .table td { text-align: left; vertical-align: top; padding: .28rem .7rem .28rem 0; min-width: 2rem;
  max-width: 24rem; overflow-wrap: break-word; border-top: 1px solid var(--line); }
.table thead th { border-top: 0; border-bottom: 1px solid var(--ink); vertical-align: bottom; hyphens: none; }
.table .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.table .day { white-space: nowrap; }
.table td[dir="rtl"] { text-align: right; }
.table .none { color: var(--soft); margin: .4rem 0; }
.origin td:not(.number), .origin code { overflow-wrap: anywhere; }
.output { overflow-x: auto; }
code, pre { font: .84em/1.45 ui-monospace, "DejaVu Sans Mono", monospace; }
pre { overflow-x: auto; background: #f6f6f6; padding: .7rem 1rem; }
details.code { margin: .3rem 0; font-size: .8rem; color: var(--soft); }
details.code summary { cursor: pointer; }
@media print {
  @page { size: A4; margin: 18mm 16mm 20mm; @bottom-center { content: counter(page); font: 9pt sans-serif; } }
  body { font-size: 10.5pt; line-height: 1.5; max-width: none; padding: 0; }
  h1 { font-size: 22pt; } h2 { font-size: 16pt; margin-top: 0; break-before: page; } h3 { font-size: 12pt; }
  h2, h3, h4, h5 { break-after: avoid; }
  a { color: inherit; text-decoration: none; }
  figure, .findings > li, .table.short, tr { break-inside: avoid; }
  figure { margin: 4mm 0 6mm; }
  figure img { max-height: 130mm; }
  figure.tall img { max-height: 175mm; }
  figcaption { font-size: 8pt; }
  p:has(+ details + figure), p:has(+ figure) { break-after: avoid; }
  thead { display: table-header-group; }
  .table, .output { overflow: visible; font-size: 8pt; }
  .table.wide { font-size: 6.6pt; }
  .table th, .table td { max-width: none; min-width: 0; padding-right: .4rem; }
  .table .day { white-space: normal; overflow-wrap: normal; min-width: 4.2em; }
  .table thead th { overflow-wrap: normal; }
  pre { white-space: pre-wrap; }
  details.code, nav ol ol { display: none; }
  nav > ol { columns: 1; }
  nav h2, .front h2, .brief h2 { break-before: auto; }
  .brief h2 { margin-top: 2rem; }
  p { orphans: 3; widows: 3; }
}
"""
