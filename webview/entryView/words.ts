/** How the page names what an entry has. */
import type {
  EntryBrief,
  EntryKind,
  EntryStatus,
  ReferenceKind,
  TextSource,
} from '../../server/src/protocol/cryptex.ts';
import type { EditableField } from './drafts.ts';

export const statusNames: Readonly<Record<EntryStatus, string>> = {
  legacy: 'Legacy',
  porting: 'Porting',
  ported: 'Ported',
  verified: 'Verified',
  obsolete: 'Obsolete',
  native: 'Native',
};

export const kindNames: Readonly<Record<EntryKind, string>> = {
  function: 'Function',
  method: 'Method',
  class: 'Class',
  struct: 'Struct',
  union: 'Union',
  enum: 'Enum',
  macro: 'Macro',
  module: 'Module',
  cli: 'Command line',
  rule: 'Rule',
  script: 'Script',
};

export const sourceNames: Readonly<Record<TextSource, string>> = {
  doc: 'From the doc comment',
  derived: 'Derived from the code',
  human: 'Written by a person',
  model: 'Written by a language model',
};

/** As what one thing uses another, and as what the other is used. */
export const useNames: Readonly<Record<ReferenceKind, { readonly uses: string; readonly usedBy: string }>> = {
  call: { uses: 'calls', usedBy: 'called by' },
  value: { uses: 'refers to', usedBy: 'referred to by' },
  type: { uses: 'uses type', usedBy: 'type used by' },
  include: { uses: 'includes', usedBy: 'included by' },
  rule: { uses: 'depends on', usedBy: 'needed by' },
};

export const fieldNames: Readonly<Record<EditableField, string>> = {
  codename: 'Codename',
  summary: 'Summary',
  owner: 'Owner',
  risk: 'Risk',
  port: 'Port',
  tags: 'Tags',
  notes: 'Notes',
};

export const placeOf = ({ file, span }: Pick<EntryBrief, 'file' | 'span'>): string => `${file}:${span.startLine}`;
