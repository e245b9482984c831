/** Where things are in the checkout. */
import { join } from 'node:path';

/** The checkout. */
export const root = join(import.meta.dirname, '..', '..');

/** What scripts make besides `dist/`: packages, reports, screenshots, bundled suites. Never committed. */
export const out = join(root, 'out');

/** The folder that people try the extension on. */
export const examples = join(root, 'examples');
