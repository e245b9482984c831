/** All migrations, oldest first. One that has been released is never changed, moved or removed. */
import type { Kysely } from 'kysely';
import { compileStatuses } from './compileStatuses.ts';
import { dictionary } from './dictionary.ts';
import { gap } from './gap.ts';
import { ruleFiles } from './ruleFiles.ts';
import { scanRecords } from './scanRecords.ts';
import { scans } from './scans.ts';

export type Migration = (database: Kysely<unknown>) => Promise<void>;

/** The version of a database (`PRAGMA user_version`) is how many of these have been applied to it. */
export const migrations: readonly Migration[] = [scans, ruleFiles, scanRecords, compileStatuses, dictionary, gap];
