/**
 * `--format sarif`: SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), for code scanning and
 * viewers. Results are written as they come; what has to be known first, such as the rules, comes behind them.
 */
import { toJson } from '../../common/json.ts';
import type { MetaEntry, PatternMatch, RuleMatch } from '../../protocol/scanJob.ts';
import { fileUri } from './fileUri.ts';
import { hexOf } from './matchRecord.ts';
import { provenance, type ErrorRecord, type ScanWriter, type ScanWriterOptions, type Started } from './scanWriter.ts';

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** Places that one result lists. Viewers show few, and GitHub refuses more than a thousand. */
const placeLimit = 1000;

export function sarifWriter({ write, shownPath, version }: ScanWriterOptions): ScanWriter {
  const rules = new Map<string, object>();
  const errors: ErrorRecord[] = [];
  let started: Started | undefined;
  let separator = '';
  let opened = false;
  const open = async () => {
    if (!opened) await write(`{"$schema":"${schema}","version":"2.1.0","runs":[{"results":[`);
    opened = true;
  };
  return {
    onEvent: async (event) => {
      if (event.type === 'started') {
        started = event;
        await open();
      } else if (event.type === 'error') {
        errors.push({ path: shownPath(event.path), code: event.code, message: event.message });
      } else if (event.type === 'match') {
        const uri = fileUri(shownPath(event.path));
        for (const match of event.matches) {
          const id = ruleId(match);
          if (!rules.has(id)) rules.set(id, ruleDescriptor(id, match));
          await write(`${separator}\n${toJson(result(id, uri, match))}`);
          separator = ',';
        }
      }
    },
    finish: async (outcome) => {
      await open();
      const driver = { name: 'YARA Cryptex', version, rules: [...rules.values()] };
      const rejected = outcome.type === 'rules-rejected';
      const incomplete = rejected || outcome.summary.cancelled;
      const invocation = {
        executionSuccessful: !incomplete,
        ...(started ? times(started, rejected ? 0 : outcome.summary.milliseconds) : {}),
        toolExecutionNotifications: errors.map(({ path, code, message }) => ({
          descriptor: { id: code },
          level: 'error',
          message: { text: message },
          locations: [{ physicalLocation: { artifactLocation: { uri: fileUri(path) } } }],
        })),
        toolConfigurationNotifications: rejected
          ? outcome.messages.map(({ level, path, line, text }) => ({
              level,
              message: { text },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: fileUri(path) },
                    ...(line > 0 ? { region: { startLine: line } } : {}),
                  },
                },
              ],
            }))
          : [],
        properties: { ...provenance(started), incomplete, ...(rejected ? {} : { summary: outcome.summary }) },
      };
      const automation = started ? { automationDetails: { id: `cryptex/${started.scan}` } } : {};
      // Rules have offsets in bytes, so columns have no meaning; the property is there for those who read it.
      const rest = { tool: { driver }, invocations: [invocation], ...automation, columnKind: 'utf16CodeUnits' };
      await write(`],\n${toJson(rest).slice(1)}]}\n`);
    },
  };
}

/** From what the scan says, so that the record of an earlier one gives the same. */
function times({ startedAt }: Started, milliseconds: number) {
  const end = new Date(Date.parse(startedAt) + milliseconds);
  // A record may have been tampered with.
  return { startTimeUtc: startedAt, ...(Number.isNaN(end.getTime()) ? {} : { endTimeUtc: end.toISOString() }) };
}

function ruleId({ namespace, rule }: RuleMatch): string {
  return namespace === 'default' ? rule : `${namespace}:${rule}`;
}

function ruleDescriptor(id: string, { rule, namespace, tags, meta }: RuleMatch): object {
  const description = meta.find(({ name }) => name === 'description')?.value;
  return {
    id,
    name: rule,
    ...(typeof description === 'string' && description !== '' ? { fullDescription: { text: description } } : {}),
    properties: { namespace, tags: [...new Set(tags)], meta: meta.map(metaProperty) },
  };
}

function metaProperty({ name, value }: MetaEntry) {
  return { name, value };
}

function result(id: string, uri: string, { rule, patterns }: RuleMatch): object {
  const artifactLocation = { uri };
  const places = patterns.flatMap(({ identifier, matches }) =>
    matches.slice(0, placeLimit).map((match) => ({
      physicalLocation: { artifactLocation, region: region(match) },
      message: { text: `${identifier} at offset ${match.offset}` },
    })),
  );
  const matchCount = patterns.reduce((sum, pattern) => sum + pattern.matchCount, 0);
  return {
    ruleId: id,
    level: 'warning',
    message: { text: `Rule ${rule} matches.` },
    locations: [
      { physicalLocation: { artifactLocation, ...(places[0] ? { region: places[0].physicalLocation.region } : {}) } },
    ],
    ...(places.length > 0 ? { relatedLocations: places.slice(0, placeLimit) } : {}),
    properties: { patternMatches: matchCount },
  };
}

function region({ offset, length, data }: PatternMatch) {
  const snippet = { binary: Buffer.from(hexOf(data), 'hex').toString('base64') };
  return { byteOffset: offset, byteLength: length, snippet };
}
