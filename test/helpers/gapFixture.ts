/** A code base in C, Python and PowerShell that is half ported to Rust. Tests get a copy: they change it. */
import { join } from 'node:path';
import { root } from '../../scripts/support/paths.ts';

export const gapFixture = join(root, 'test', 'fixtures', 'gap', 'tree');
