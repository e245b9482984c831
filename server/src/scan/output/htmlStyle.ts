/** The style sheet of the HTML report. */
export const htmlStyle = `
:root { color-scheme: light dark; --text: #1d2126; --back: #ffffff; --faint: #59636e; --line: #d1d9e0; --panel: #f6f8fa; --accent: #0550ae; --alert: #b3161b; }
@media (prefers-color-scheme: dark) { :root { --text: #e2e8ee; --back: #14171b; --faint: #a0abb6; --line: #3a424b; --panel: #1c2127; --accent: #79b8ff; --alert: #ff8f8a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 75rem; color: var(--text); background: var(--back); font: 0.9375rem/1.5 system-ui, sans-serif; }
h1, h2, h3 { line-height: 1.25; }
h1 { margin: 0 0 0.5rem; font-size: 1.625rem; }
h2 { margin: 2rem 0 0.75rem; font-size: 1.25rem; }
h3 { margin: 0 0 0.5rem; font-size: 1rem; font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
a { color: var(--accent); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.125rem 1rem; margin: 0.5rem 0; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
section { margin: 0 0 1rem; padding: 0.75rem 1rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
details { padding: 0.25rem 0; }
summary { cursor: pointer; overflow-wrap: anywhere; }
.tag { padding: 0 0.5em; border: 1px solid var(--line); border-radius: 1em; font-size: 0.8125rem; }
table { width: 100%; border-collapse: collapse; font-size: 0.875rem; }
th { text-align: left; color: var(--faint); font-weight: 600; }
th, td { padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td:nth-child(2), td:nth-child(3) { font-variant-numeric: tabular-nums; }
code { font: 0.8125rem/1.4 ui-monospace, monospace; }
.hex { display: block; color: var(--faint); }
.incomplete { color: var(--alert); }
@media print { body { max-width: none; padding: 0; } section { break-inside: avoid; background: none; } }
`;
