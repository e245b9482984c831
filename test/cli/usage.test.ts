import { describe, expect, it } from 'vitest';
import { cryptex } from './support/cryptex.ts';

describe('usage', () => {
  it('prints the version', async () => {
    const { code, stdout } = await cryptex(['--version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([['--help'], ['scan', '--help'], ['compile', '--help'], ['doctor', '--help']])(
    'helps with examples: %s %s',
    async (...args) => {
      const { code, stdout } = await cryptex(args);
      expect(code).toBe(0);
      expect(stdout).toContain('Examples:');
    },
  );

  it.each([
    [[], 'Usage:'],
    [['scna'], 'Did you mean scan?'],
    [['scan', 'rules.yar'], 'There is nothing to scan'],
    [['scan', 'r', 't', '--nonsense'], "unknown option '--nonsense'"],
    [['scan', 'r', 't', '-p', '0'], 'whole number, 1 to'],
    [['scan', 'r', 't', '-p', '2x'], 'whole number'],
    [['scan', 'r', 't', '--max-size', '10X'], 'a size such as'],
    [['scan', 'r', 't', '--timeout', '-1'], 'whole number, 0 to'],
    [['scan', 'r', 't', '-d', 'x'], 'NAME=VALUE'],
    [['scan', 'r', 't', '-d', 'x=1', '-d', 'x=2'], 'defined twice'],
    [['scan', 'r', 't', '--format', 'xml'], 'Allowed choices are text, ndjson, json, sarif, csv, html'],
    [['compile', 'r'], "required option '-o, --output <file>' not specified"],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await cryptex(args);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});
