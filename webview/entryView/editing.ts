/** The one field that is being written, from the first key to what became of saving it. */
import type { Entry, EntryChanges } from '../../server/src/protocol/cryptex.ts';
import { changeOf, fieldText, rebase, type Draft, type EditableField } from './drafts.ts';

export interface EditingOptions {
  /** The draft of an earlier page. */
  readonly draft: Draft | undefined;
  readonly keep: (draft: Draft | undefined) => void;
  readonly save: (id: number, revision: number, changes: EntryChanges) => void;
  /** What is shown of it has changed. */
  readonly changed: () => void;
}

export class Editing {
  readonly #options: EditingOptions;
  #draft: Draft | undefined;
  #entry: Entry | undefined;
  /** What somebody else has written into the field meanwhile. */
  theirs: string | undefined;
  /** Why the last attempt to save failed. */
  problem: string | undefined;
  isSaving = false;
  /** Another number whenever it is to be drawn anew. */
  stamp = 0;

  constructor(options: EditingOptions) {
    this.#options = options;
    this.#draft = options.draft;
  }

  /** The draft for a field of the entry that is shown. */
  draftOf(field: EditableField): Draft | undefined {
    return this.#draft?.field === field && this.#draft.id === this.#entry?.id ? this.#draft : undefined;
  }

  get field(): EditableField | undefined {
    return this.#draft?.id === this.#entry?.id ? this.#draft?.field : undefined;
  }

  /** Takes the entry as it is now. A draft is over when it is another entry's, and when the entry has what it says. */
  shown(entry: Entry): void {
    this.#entry = entry;
    if (this.#draft === undefined) return;
    const { id, field, value, base } = this.#draft;
    if (id !== entry.id || (value !== base && value === fieldText(entry, field))) {
      this.#end();
      return;
    }
    const { draft, theirs } = rebase(this.#draft, entry);
    this.#set(draft);
    this.theirs = theirs;
  }

  begin(field: EditableField): void {
    if (!this.#entry || this.isSaving) return;
    const { id, revision } = this.#entry;
    const base = fieldText(this.#entry, field);
    this.theirs = this.problem = undefined;
    this.#set({ id, field, value: base, base, revision });
    this.#change();
  }

  write(value: string): void {
    if (this.#draft) this.#set({ ...this.#draft, value });
  }

  cancel(): void {
    this.#end();
    this.#change();
  }

  /** Saves the draft; over what somebody else wrote only when the person has seen that. */
  save(): void {
    if (!this.#draft || !this.#entry || this.isSaving) return;
    const { id, field, value, base } = this.#draft;
    if (value === base && this.theirs === undefined) {
      this.cancel();
      return;
    }
    this.isSaving = true;
    this.problem = undefined;
    this.#options.save(id, this.#entry.revision, changeOf(field, value));
    this.#change();
  }

  saved(): void {
    this.#end();
    this.#change();
  }

  /** The entry as it is now has been shown before. A conflict with another field's change is none: it is saved again. */
  refused(isConflict: boolean, reason: string): void {
    if (!this.#draft) return;
    this.isSaving = false;
    if (isConflict && this.theirs === undefined) {
      this.save();
      return;
    }
    this.problem = isConflict ? undefined : reason;
    this.#change();
  }

  #change(): void {
    this.stamp += 1;
    this.#options.changed();
  }

  #end(): void {
    this.isSaving = false;
    this.theirs = this.problem = undefined;
    this.#set(undefined);
  }

  #set(draft: Draft | undefined): void {
    this.#draft = draft;
    this.#options.keep(draft);
  }
}
