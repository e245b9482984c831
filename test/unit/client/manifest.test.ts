/** The manifest and the code's own table of contributions say the same, in both directions. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  commands,
  contextKeys,
  entryPanel,
  gapReportPanel,
  hexView,
  settings,
  viewContainer,
  views,
} from '../../../client/src/contributions.ts';

const root = join(import.meta.dirname, '../../..');
const readText = (path: string): string => readFileSync(join(root, path), 'utf8');

const Command = v.object({
  command: v.string(),
  title: v.string(),
  category: v.string(),
  enablement: v.optional(v.string()),
});
const MenuItem = v.object({ command: v.string(), when: v.string() });
const Setting = v.looseObject({
  scope: v.string(),
  order: v.number(),
  default: v.unknown(),
  markdownDescription: v.string(),
});
const Manifest = v.looseObject({
  activationEvents: v.array(v.string()),
  engines: v.object({ vscode: v.string(), node: v.string() }),
  devDependencies: v.record(v.string(), v.string()),
  capabilities: v.object({ untrustedWorkspaces: v.looseObject({ restrictedConfigurations: v.array(v.string()) }) }),
  contributes: v.looseObject({
    languages: v.array(v.looseObject({ id: v.string(), extensions: v.array(v.string()), firstLine: v.string() })),
    commands: v.array(Command),
    menus: v.record(v.string(), v.array(MenuItem)),
    views: v.record(v.string(), v.array(v.looseObject({ id: v.string() }))),
    customEditors: v.array(v.looseObject({ viewType: v.string(), priority: v.string() })),
    viewsContainers: v.object({ activitybar: v.array(v.looseObject({ id: v.string() })) }),
    configuration: v.array(v.looseObject({ properties: v.record(v.string(), Setting) })),
    problemMatchers: v.array(v.looseObject({ name: v.string(), pattern: v.looseObject({ regexp: v.string() }) })),
  }),
});

const text = readText('package.json');
const manifest = v.parse(Manifest, JSON.parse(text));
const { contributes } = manifest;
const texts = v.parse(v.record(v.string(), v.string()), JSON.parse(readText('package.nls.json')));
const sorted = (names: Iterable<string>): string[] => [...names].sort();

describe('commands', () => {
  it('are those of the table', () => {
    expect(sorted(contributes.commands.map(({ command }) => command))).toEqual(sorted(Object.keys(commands)));
  });

  it('are in the palette unless they need arguments', () => {
    const hidden = contributes.menus['commandPalette']?.filter(({ when }) => when === 'false') ?? [];
    const internal = Object.entries(commands).filter(([, { palette }]) => !palette);
    expect(sorted(hidden.map(({ command }) => command))).toEqual(sorted(internal.map(([id]) => id)));
  });

  it('exist wherever a menu or a text names one', () => {
    const named = Object.values(contributes.menus).flatMap((items) => items.map(({ command }) => command));
    const linked = Object.values(texts).flatMap((one) =>
      Array.from(one.matchAll(/command:([\w.]+)/g), ([, id]) => id ?? ''),
    );
    const own = [...named, ...linked].filter((id) => !id.startsWith('workbench.'));
    expect(own.filter((id) => !(id in commands))).toEqual([]);
  });
});

describe('views', () => {
  it('are those of the table', () => {
    const contributed = Object.entries(contributes.views).flatMap(([container, list]) =>
      list.map(({ id }) => [id, { container }]),
    );
    expect(Object.fromEntries(contributed)).toEqual(views);
    expect(contributes.viewsContainers.activitybar.map(({ id }) => id)).toEqual([viewContainer]);
  });
});

describe('editors', () => {
  it('are those of the table, and open no file unasked', () => {
    const contributed = contributes.customEditors.map(({ viewType, priority }) => [viewType, priority]);
    expect(contributed).toEqual([[hexView, 'option']]);
  });
});

describe('context keys', () => {
  it('are those of the table', () => {
    const clauses = Array.from(
      text.matchAll(/"(?:when|enablement)": "((?:[^"\\]|\\.)*)"/g),
      ([, clause]) => clause ?? '',
    );
    const used = clauses.flatMap((clause) =>
      Array.from(clause.replaceAll(/view == [\w.]+/g, '').matchAll(/\bcryptex\.[\w.]+/g), ([key]) => key),
    );
    expect(sorted(new Set(used))).toEqual(sorted(Object.values(contextKeys)));
  });
});

describe('settings', () => {
  const properties = Object.assign({}, ...contributes.configuration.map((group) => group.properties)) as Record<
    string,
    v.InferOutput<typeof Setting>
  >;

  it('are those of the table, with its scopes and defaults', () => {
    const contributed = Object.entries(properties).map(([id, { scope, default: value }]) => [id, { scope, value }]);
    const known = Object.entries(settings).map(([id, { scope, schema }]) => [
      id,
      { scope, value: v.getFallback(schema) },
    ]);
    expect(Object.fromEntries(contributed)).toEqual(Object.fromEntries(known));
  });

  it('that an untrusted workspace may not set exist', () => {
    for (const id of manifest.capabilities.untrustedWorkspaces.restrictedConfigurations) {
      expect(properties).toHaveProperty([id]);
    }
  });

  it('are all documented', () => {
    const documented = Array.from(readText('docs/settings.md').matchAll(/^### `([\w.]+)`$/gm), ([, id]) => id ?? '');
    expect(sorted(documented)).toEqual(sorted(Object.keys(properties)));
  });
});

describe('texts', () => {
  it('are used and written, each of them', () => {
    const used = Array.from(text.matchAll(/"%([^%"]+)%"/g), ([, key]) => key ?? '');
    expect(sorted(new Set(used))).toEqual(sorted(Object.keys(texts)));
  });

  it('that a person sees are not written in the manifest itself', () => {
    const shown = text.match(/"(?:title|description|markdownDescription|contents|name)": "[^%"]*"/g) ?? [];
    const names = ['"name": "yara-cryptex"', '"name": "cryptex"'];
    expect(shown.filter((line) => !names.includes(line))).toEqual([]);
  });
});

describe('languages', () => {
  const [yara] = contributes.languages;
  const isYara = (line: string): boolean => new RegExp(yara?.firstLine ?? '').test(line);

  it('leave .rule to the content', () => {
    expect(yara?.extensions).toEqual(['.yar', '.yara']);
  });

  it.each([
    'rule a {',
    'private rule a : tag1 tag2 {',
    'global private rule a',
    'import "pe"',
    'include "./b.yar"',
    'rule a{}',
  ])('take "%s" for YARA', (line) => expect(isYara(line)).toBe(true));

  it.each([
    'rule all:',
    'rules = []',
    'import "fmt"',
    'alert tcp any any -> any any',
    'SUBSYSTEM=="usb"',
    'include "a.h"',
    '',
  ])('do not take "%s" for YARA', (line) => expect(isYara(line)).toBe(false));
});

describe('the problem matcher', () => {
  const matcher = contributes.problemMatchers[0];
  const match = (line: string): (string | undefined)[] | undefined =>
    new RegExp(matcher?.pattern.regexp ?? '').exec(line)?.slice(1);

  it('reads the output of the command line', () => {
    expect(match('rules/a.yar:12:5: error[undefined-string]: undefined string "$b"')).toEqual([
      'rules/a.yar',
      '12',
      '5',
      'error',
      'undefined-string',
      'undefined string "$b"',
    ]);
    expect(match('C:\\rules\\a.yar:1:2: warning[slow]: x')?.[0]).toBe('C:\\rules\\a.yar');
    expect(match('a.yar:3: error: syntax error (rule A)')).toEqual([
      'a.yar',
      '3',
      undefined,
      'error',
      undefined,
      'syntax error (rule A)',
    ]);
    expect(match('12 rules, 0 errors')).toBeUndefined();
  });
});

describe('the extension', () => {
  it('is activated by its contributions, where there may be a dictionary to show in source files, and by its panels', () => {
    expect(manifest.activationEvents).toEqual([
      'workspaceContains:.cryptex/cryptex.sqlite',
      `onWebviewPanel:${entryPanel}`,
      `onWebviewPanel:${gapReportPanel}`,
    ]);
  });

  it('is typed with the editor that it needs', () => {
    expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode'] ?? ''}`);
  });

  it('names files that exist', () => {
    const paths = Array.from(
      text.matchAll(/"(?:icon|path|configuration|markdown|svg)": "((?:\.\/)?[\w-]+\/[^"]+)"/g),
      ([, p]) => p,
    );
    expect(paths.filter((path) => path !== undefined && !existsSync(join(root, path)))).toEqual([]);
  });
});
