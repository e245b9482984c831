/** How the page names what a component has. */
import type { GapComponent } from '../../server/src/protocol/gap.ts';
import { languageNames } from '../shared/words.ts';

export const statusNames: Readonly<Record<GapComponent['status'], string>> = {
  pending: 'Pending',
  in_progress: 'In progress',
  done: 'Done',
  excluded: 'Excluded',
};

export const riskNames: Readonly<Record<GapComponent['risk'], string>> = { high: 'High', medium: 'Medium', low: 'Low' };

export const languageName = (language: GapComponent['language']): string =>
  language === 'mixed' ? 'Mixed' : languageNames[language];

export const folderName = (folder: string): string => (folder === '.' ? 'Top folder' : folder);

export const responsibleName = (responsible: string): string => (responsible === '' ? 'Nobody' : responsible);
