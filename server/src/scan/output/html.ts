/** `--format html`: one self-contained file, readable without scripts; hostile text stays text. */
import { createHash } from 'node:crypto';
import { escapeBytes } from '../../common/escape.ts';
import { htmlText as text } from '../../common/html.ts';
import type { PatternMatch, RuleMatch } from '../../protocol/scanJob.ts';
import type { ScanOutcome, ScanSummary } from '../../protocol/scan.ts';
import { htmlStyle } from './htmlStyle.ts';
import { hexOf } from './matchRecord.ts';
import type { ErrorRecord, ScanWriter, ScanWriterOptions, Started } from './scanWriter.ts';

/** A page is for reading: of a pattern's places it shows the first. */
const placeLimit = 100;
const shownBytes = 64;

export function htmlWriter({ write, shownPath, version }: ScanWriterOptions): ScanWriter {
  const errors: ErrorRecord[] = [];
  let opened = false;
  const open = async (started?: Started) => {
    if (!opened) await write(pageStart(version, started));
    opened = true;
  };
  return {
    onEvent: async (event) => {
      if (event.type === 'started') await open(event);
      else if (event.type === 'error') errors.push({ ...event, path: shownPath(event.path) });
      else if (event.type === 'match') await write(fileSection(shownPath(event.path), event.matches));
    },
    finish: async (outcome) => {
      await open();
      await write(pageEnd(outcome, errors));
    },
  };
}

function pageStart(version: string, started: Started | undefined): string {
  const hash = createHash('sha256').update(htmlStyle).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const facts: [string, string][] = started
    ? [
        ['Started', started.startedAt],
        ['Rules', `${started.rules} with ${started.patterns} patterns, SHA-256 ${started.rulesHash}`],
        ['libyara', `${started.engine.version}, ${started.engine.path}`],
        ['YARA Cryptex', version],
        ['Scan', started.scan],
      ]
    : [['YARA Cryptex', version]];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>YARA scan${started ? `, ${text(started.startedAt)}` : ''}</title>
<style>${htmlStyle}</style>
</head>
<body>
<header>
<h1>YARA scan</h1>
<p><a href="#result">Result and errors</a></p>
${factList(facts)}
</header>
<main>
<h2>Matches</h2>
`;
}

function fileSection(path: string, matches: readonly RuleMatch[]): string {
  return `<section>\n<h3>${text(path)}</h3>\n${matches.map(ruleArticle).join('')}</section>\n`;
}

function ruleArticle({ rule, namespace, tags, meta, patterns }: RuleMatch): string {
  const name = namespace === 'default' ? rule : `${namespace}:${rule}`;
  const labels = tags.map((tag) => `<span class="tag">${text(tag)}</span>`).join(' ');
  const facts = meta.map(({ name: key, value }): [string, string] => [key, String(value)]);
  const rows = patterns.map(({ identifier, matchCount, matches }) => {
    const shown = matches.slice(0, placeLimit);
    const rest = matchCount - shown.length;
    const more = rest > 0 ? `<tr><td colspan="4">${text(identifier)}: ${rest} more</td></tr>\n` : '';
    return shown.map((match) => placeRow(identifier, match)).join('') + more;
  });
  const table = rows.some((row) => row !== '')
    ? `<table>\n<thead><tr><th scope="col">Pattern</th><th scope="col">Offset</th><th scope="col">Length</th>` +
      `<th scope="col">Matched bytes</th></tr></thead>\n<tbody>\n${rows.join('')}</tbody>\n</table>\n`
    : '';
  return `<details open>\n<summary><b>${text(name)}</b> ${labels}</summary>\n${factList(facts)}${table}</details>\n`;
}

function placeRow(identifier: string, { offset, length, data }: PatternMatch): string {
  const bytes = data.subarray(0, shownBytes);
  const cut = length > bytes.length ? '…' : '';
  const shown = `<code>${text(escapeBytes(bytes))}${cut}</code> <code class="hex">${hexOf(bytes)}${cut}</code>`;
  const place = `0x${offset.toString(16)}`;
  return `<tr><td><code>${text(identifier)}</code></td><td>${place}</td><td>${length}</td><td>${shown}</td></tr>\n`;
}

function pageEnd(outcome: ScanOutcome, errors: readonly ErrorRecord[]): string {
  const result =
    outcome.type === 'ran'
      ? (outcome.summary.cancelled
          ? '<p class="incomplete"><strong>Incomplete: the scan was stopped before its end.</strong></p>\n'
          : '') + factList(summaryFacts(outcome.summary))
      : `<p class="incomplete"><strong>The rules have errors; nothing was scanned.</strong></p>\n<ul>\n${outcome.messages
          .map(({ path, line, text: message }) => `<li>${text(path)}:${line}: ${text(message)}</li>\n`)
          .join('')}</ul>\n`;
  const rows = errors.map(
    ({ path, code, message }) => `<tr><td>${text(path)}</td><td>${text(code)}</td><td>${text(message)}</td></tr>\n`,
  );
  const table =
    rows.length === 0
      ? ''
      : `<h2>Files that could not be scanned</h2>\n<table>\n<thead><tr><th scope="col">File</th><th scope="col">Code</th>` +
        `<th scope="col">Reason</th></tr></thead>\n<tbody>\n${rows.join('')}</tbody>\n</table>\n`;
  return `</main>\n<footer id="result">\n<h2>Result</h2>\n${result}${table}</footer>\n</body>\n</html>\n`;
}

function summaryFacts(summary: ScanSummary): [string, string][] {
  return [
    ['Files', String(summary.files)],
    ['Bytes', String(summary.bytes)],
    ['Matches', `${summary.matches} in ${summary.matchedFiles} files`],
    ['Errors', String(summary.errors)],
    ['Duration', `${(summary.milliseconds / 1000).toFixed(1)} s`],
  ];
}

function factList(facts: readonly (readonly [string, string])[]): string {
  if (facts.length === 0) return '';
  return `<dl>\n${facts.map(([name, value]) => `<dt>${text(name)}</dt><dd>${text(value)}</dd>\n`).join('')}</dl>\n`;
}
