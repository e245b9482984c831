/**
 * `--format sarif`: SARIF 2.1.0, for code scanning: what is left, at its place in the legacy code. A component that is
 * done gives no result; one that has drifted does.
 */
import { escapeText } from '../../common/escape.ts';
import { toJson } from '../../common/json.ts';
import type { GapReport, ReportedComponent } from '../../protocol/gapReport.ts';
import { statusOf } from './report.ts';

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const rules = [
  { id: 'pending', shortDescription: { text: 'Nothing of the component is ported.' } },
  { id: 'in-progress', shortDescription: { text: 'A part of the component is ported, or its port is uncertain.' } },
  { id: 'drifted', shortDescription: { text: 'The function has changed since its port was confirmed.' } },
];

export function sarifReport(report: GapReport): string {
  const { generator, commit } = report;
  const run = {
    tool: { driver: { name: generator.name, version: generator.version, rules } },
    ...(commit !== null && { versionControlProvenance: [{ repositoryUri: 'file:///', revisionId: commit }] }),
    columnKind: 'utf16CodeUnits',
    results: report.components.flatMap((one) => [...resultsOf(one)]),
    properties: { totals: report.totals, settings: report.settings },
  };
  return `${toJson({ $schema: schema, version: '2.1.0', runs: [run] })}\n`;
}

function* resultsOf(one: ReportedComponent): Generator<object> {
  const status = statusOf(one);
  if (status === 'pending' || status === 'in_progress') {
    const said = `${one.component}: ${one.ported_functions} of ${one.functions} functions ported. ${one.evidence.join('; ')}`;
    yield result(
      status === 'pending' ? 'pending' : 'in-progress',
      one.risk === 'high' ? 'warning' : 'note',
      said,
      one.path,
      1,
    );
  }
  for (const { function: name, file, line, drifted, port = '' } of one.details)
    if (drifted)
      yield result('drifted', 'warning', `${name} has changed since ${port} was confirmed as its port.`, file, line);
}

function result(ruleId: string, level: string, text: string, path: string, startLine: number): object {
  const uri = path.split('/').map(encodeURIComponent).join('/');
  return {
    ...{ ruleId, level, message: { text: plain(text) } },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: Math.max(1, startLine) } } }],
    partialFingerprints: { 'component/v1': `${ruleId} ${path}${ruleId === 'drifted' ? ` ${text}` : ''}` },
  };
}

/** A message may hold links and placeholders: what comes from sources is neither. */
function plain(text: string): string {
  return escapeText(text)
    .replace(/[[\]\\]/g, '\\$&')
    .replace(/\{/g, '{{')
    .replace(/\}/g, '}}');
}
