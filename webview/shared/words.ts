/** How pages name what several of them have. */
import type { SourceLanguage } from '../../server/src/protocol/cryptex.ts';

export const languageNames: Readonly<Record<SourceLanguage, string>> = {
  c: 'C',
  cpp: 'C++',
  python: 'Python',
  powershell: 'PowerShell',
  rust: 'Rust',
  typescript: 'TypeScript',
  javascript: 'JavaScript',
  yara: 'YARA',
};

/** When something was written, in the time of whoever reads. */
export const when = (iso: string): string => formatted(iso, times);

/** As {@link when}, without the time of the day. */
export const day = (iso: string): string => formatted(iso, days);

function formatted(iso: string, format: Intl.DateTimeFormat): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : format.format(date);
}

const times = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const days = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });
