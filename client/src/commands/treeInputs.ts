/** How a person groups and filters a tree. */
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { GroupedTree } from '../views/groupedTree.ts';
import type { Group } from '../views/pagedTree.ts';

export async function pickGrouping<Grouping extends string, G extends Group, I>(
  tree: GroupedTree<Grouping, G, I>,
  title: string,
  nameOf: (grouping: Grouping) => string,
): Promise<void> {
  const items = tree.groupings.map((grouping) => ({
    label: nameOf(grouping),
    grouping,
    ...(grouping === tree.grouping && { description: vscode.l10n.t('current') }),
  }));
  const picked = await vscode.window.showQuickPick(items, { title });
  if (picked) await tree.groupBy(picked.grouping);
}

export interface FilterInput {
  /** The view that is brought to the front first. */
  readonly view: string;
  readonly title: string;
  readonly placeholder: string;
}

/** Filters as the person types; Escape brings back the filter that was. */
export async function filterAsTyped<Grouping extends string, G extends Group, I>(
  tree: GroupedTree<Grouping, G, I>,
  { view, title, placeholder }: FilterInput,
): Promise<void> {
  await vscode.commands.executeCommand(`${view}.focus`);
  const before = tree.filter;
  const input = vscode.window.createInputBox();
  input.title = title;
  input.placeholder = placeholder;
  input.value = before;
  let timer: NodeJS.Timeout | undefined;
  let filter = before;
  const apply = (text: string): void => {
    clearTimeout(timer);
    tree.filterBy(text.trim());
  };
  input.onDidChangeValue((text) => {
    clearTimeout(timer);
    // The tree is read anew each time: not for each key of a word.
    timer = setTimeout(() => apply(text), 150);
  });
  input.onDidAccept(() => {
    filter = input.value;
    input.hide();
  });
  input.onDidHide(() => {
    apply(filter);
    input.dispose();
  });
  input.show();
}

/** `argument` is what the row "Show more" hands over. */
export async function showMore<Grouping extends string, G extends Group, I>(
  tree: GroupedTree<Grouping, G, I>,
  argument: unknown,
): Promise<void> {
  const path = v.safeParse(v.array(v.string()), argument);
  if (path.success) await tree.showMore(path.output);
}
