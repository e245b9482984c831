/** An entry as Markdown for hovers and tooltips. Nothing in it comes alive but the links that are put in here. */
import type { EntryBrief } from '../../../server/src/protocol/cryptex.ts';
import { codeSpan, visible } from '../display.ts';

/** Characters of a summary that are shown. */
const maxSummary = 600;

/** What a link of ours runs, and how it is called. */
export interface EntryLink {
  readonly title: string;
  readonly command: string;
  readonly argument: unknown;
}

/** `links` go into their own line. The string is trusted for these commands only, where it is trusted at all. */
export function entryMarkdown(entry: EntryBrief, links: readonly EntryLink[] = []): string {
  const { codename, qualifiedName, status, kind, owner, isDrifted, file, span, summary } = entry;
  const facts = [kind, status, ...(isDrifted ? ['drifted'] : []), ...(owner === undefined ? [] : [owner])];
  const parts = [
    `**${markdownText(codename)}** ${codeSpan(qualifiedName)}`,
    ...(summary.text === '' ? [] : [markdownText(summary.text, maxSummary)]),
    `${facts.map((fact) => markdownText(fact)).join(' · ')} · ${codeSpan(`${file}:${span.startLine}`)}`,
    ...(links.length === 0 ? [] : [links.map(linkMarkdown).join(' · ')]),
  ];
  return parts.join('\n\n');
}

function linkMarkdown({ title, command, argument }: EntryLink): string {
  // Parentheses would end the address.
  const encoded = encodeURIComponent(JSON.stringify([argument]))
    .replaceAll('(', '%28')
    .replaceAll(')', '%29');
  return `[${markdownText(title)}](command:${command}?${encoded})`;
}

/** Text of anybody's as one line of Markdown: every character that could mean something stands for itself. */
export function markdownText(text: string, limit = 300): string {
  return visible(text.replaceAll(/\s+/g, ' '), limit).replaceAll(/[!-/:-@[-`{-~]/g, '\\$&');
}
