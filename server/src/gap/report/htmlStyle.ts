/** The style of the report's page; light and dark by the reader's choice. Colours of charts are told by classes. */
export const htmlStyle = `
:root{color-scheme:light dark;--ground:#fff;--text:#1f2328;--faint:#59636e;--line:#d1d9e0;--done:#1a7f37;--progress:#0969da;--pending:#9a6700;--excluded:#818b98;--low:#8ddb8c;--medium:#f0c14b;--high:#e5534b;--tile:#1f2328}
@media (prefers-color-scheme:dark){:root{--ground:#0d1117;--text:#e6edf3;--faint:#9198a1;--line:#3d444d;--done:#3fb950;--progress:#4493f8;--pending:#d29922;--excluded:#656c76;--low:#1b4721;--medium:#6e5109;--high:#8e1519;--tile:#f0f6fc}}
body{margin:0 auto;max-width:76rem;padding:1rem 1.5rem;background:var(--ground);color:var(--text);font:15px/1.5 system-ui,sans-serif}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}
.total{font-size:2.4rem;font-weight:600;line-height:1.1}.total+p{margin-top:.2rem;color:var(--faint)}
.cards{display:flex;flex-wrap:wrap;gap:2rem}.cards>div{min-width:8rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
th{position:sticky;top:0;background:var(--ground)}td.number,th.number{text-align:right;white-space:nowrap}
td code,summary code{overflow-wrap:anywhere}
.legend{display:flex;gap:1rem;flex-wrap:wrap;color:var(--faint);padding:0;list-style:none}
.legend li::before{content:"";display:inline-block;width:.8em;height:.8em;margin-right:.4em;border-radius:2px;background:currentColor}
.status{white-space:nowrap}.done{color:var(--done)}.in_progress{color:var(--progress)}.pending{color:var(--pending)}.excluded{color:var(--excluded)}
.charts{display:flex;flex-wrap:wrap;gap:1.5rem}figure{flex:1 1 26rem;margin:0}figcaption{color:var(--faint);font-size:.9rem}
.chart{display:block;max-width:100%;height:auto}.chart text{fill:var(--faint);font:11px system-ui,sans-serif}
.chart .tick line{stroke:var(--line)}.chart .area{opacity:.25;fill:currentColor}.chart .line{fill:none;stroke:currentColor;stroke-width:2}
.chart .dot,.chart .bar{fill:currentColor}.chart .all{color:var(--excluded)}
.chart .tile text{fill:var(--tile)}.chart .tile.low rect{fill:var(--low)}.chart .tile.medium rect{fill:var(--medium)}.chart .tile.high rect{fill:var(--high)}
details{margin:.2rem 0}summary{cursor:pointer}ul.evidence{margin:.2rem 0;padding-left:1.2rem}
footer{margin-top:2rem;color:var(--faint)}
`.replace(/\n/g, '');
