/** The entries of the dictionary as what a tree is read from. Knows nothing of the editor. */
import type { EntryBrief } from '../../../../server/src/protocol/cryptex.ts';
import type { EntryChildren, EntryGroup, EntryGrouping } from '../../../../server/src/protocol/dictionaryView.ts';
import type { GroupNode, ItemNode, MoreNode, PageQuestion, TreeSource } from '../pagedTree.ts';

export type EntryGroupNode = GroupNode<EntryGroup>;
export type EntryNode = ItemNode<EntryGroup, EntryBrief>;
export type MoreEntriesNode = MoreNode<EntryGroup>;
export type TreeNode = EntryGroupNode | EntryNode | MoreEntriesNode;

export function entrySource(
  ask: (question: PageQuestion<EntryGrouping>) => Promise<EntryChildren>,
): TreeSource<EntryGrouping, EntryGroup, EntryBrief> {
  return {
    read: async (question) => {
      const { groups, entries, total } = await ask(question);
      // A level has groups or entries.
      return { groups, items: entries, here: groups.length > 0 ? 0 : total, all: total };
    },
    keyOf: ({ id }) => String(id),
    pathOf: (brief, grouping) => {
      switch (grouping) {
        case 'folder':
          return brief.file.split('/');
        case 'owner':
          return [brief.owner ?? ''];
        case 'family':
        case 'kind':
        case 'status':
        case 'language':
          return [brief[grouping]];
      }
    },
  };
}
