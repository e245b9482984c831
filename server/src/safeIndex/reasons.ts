/** What libyara's message says about a part of an index: why it can't stay, and whether that could change. */
import { classify } from '../language/engine/messages.ts';
import type { EngineMessage } from '../protocol/compileJob.ts';
import { settled, type Reason, type Unit } from './plan.ts';

export interface Surroundings {
  readonly excludesModule: (name: string) => boolean;
  /** What stays and what does not, that defines a rule of this name; in the order of the index. */
  readonly stayingWith: (rule: string) => readonly Unit[];
  readonly leftOutWith: (rule: string) => readonly Unit[];
}

/**
 * Codes of messages that a text has for itself alone: no rule, module or variable of another file makes them go. The
 * others are tried again when all is said.
 */
const ownFaults = new Set([
  'unknown-module',
  'invalid-module-name',
  'undefined-pattern',
  'unreferenced-pattern',
  'duplicate-pattern',
  'duplicate-tag',
  'duplicate-meta',
  'misplaced-anonymous-pattern',
  'empty-pattern',
  'invalid-hex',
  'invalid-regex',
  'invalid-modifier',
  'too-many-patterns',
]);

export function reasonOf(unit: Unit, message: EngineMessage, surroundings: Surroundings): Reason {
  const { kind, groups } = classify(message.text);
  const [name = ''] = groups;
  switch (kind.code) {
    case 'unknown-module':
      return missingModule(name);
    case 'duplicate-identifier': {
      const other = unit.facts().rules.includes(name)
        ? surroundings.stayingWith(name).find((owner) => owner !== unit)
        : undefined;
      if (other) return duplicate(name, other);
      break;
    }
    case 'undefined-identifier': {
      if (surroundings.excludesModule(name)) return excluded(name);
      const other = surroundings.leftOutWith(name).find((owner) => owner !== unit);
      if (other) return missing(name, other);
      break;
    }
  }
  const final = kind.syntactic === true || ownFaults.has(kind.code);
  return { code: 'does-not-compile', message: inWords(message), final };
}

/** Names that libyara found twice, in this sentence. */
export function duplicateIn(message: EngineMessage): string | undefined {
  return /^duplicated identifier "(.*)"$/.exec(message.text)?.[1];
}

/** The name of a rule or module without which something does not compile, where it is that. */
export function unknownIn({ code, rule, message }: Reason): string | undefined {
  return code === 'depends-on-left-out' ? rule : /undefined identifier "(\w+)"/.exec(message)?.[1];
}

/** Whether the message is of libyara's parser, which has not come to an end of what it read. */
export function isSyntactic(message: EngineMessage): boolean {
  return classify(message.text).kind.syntactic === true;
}

/** Whether libyara has lost its way among the includes: 4.2 does after the first error. */
export function isLost(message: EngineMessage): boolean {
  return message.text.startsWith("can't open include file");
}

/** The module that the library lacks, in this sentence. */
export function unknownModuleIn(message: EngineMessage): string | undefined {
  const { kind, groups } = classify(message.text);
  return kind.code === 'unknown-module' ? groups[0] : undefined;
}

export function missingModule(module: string): Reason {
  return settled('missing-module', `The library has no module "${module}".`, { module });
}

export function excluded(module: string): Reason {
  return settled('excluded-module', `It uses the module "${module}".`, { module });
}

export function duplicate(rule: string, other: Unit): Reason {
  const message = `The rule "${rule}" is in ${other.name} too.`;
  return { code: 'duplicate-rule', message, rule, other: other.path, final: false };
}

function missing(rule: string, other: Unit): Reason {
  const message = `It uses the rule "${rule}" of ${other.name}, which is left out.`;
  return { code: 'depends-on-left-out', message, rule, other: other.path, final: false };
}

function inWords({ line, text, rule }: EngineMessage): string {
  return `${rule === undefined ? '' : `Rule "${rule}", `}line ${line}: ${text}`.replace(/^l/, 'L');
}
