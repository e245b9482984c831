/** The upper part of the view: what is scanned with what, the buttons, and how far it is. */
import type { FromScanPanel, PanelState } from '../../server/src/protocol/webview.ts';
import { button, element, setText } from '../shared/elements.ts';
import { number, plural } from '../shared/text.ts';

type Action = Extract<FromScanPanel, { type: 'do' }>['action'];

const counterNames = ['Files', 'Data', 'Speed', 'Matches', 'Errors', 'Time left'] as const;

/** What to say, and the one thing to do, when scanning must wait. */
const obstacles: Readonly<
  Record<Exclude<PanelState['standing'], 'ready'>, { text: string; action: Action; label: string }>
> = {
  untrusted: {
    text: 'Scanning is off until this workspace is trusted.',
    action: 'trust',
    label: 'Manage Workspace Trust',
  },
  'engine-missing': {
    text: 'No usable libyara was found. It checks rules and scans files.',
    action: 'obtain-engine',
    label: 'Obtain libyara',
  },
  'no-folder': {
    text: 'Open a folder with YARA rules to scan with them.',
    action: 'open-folder',
    label: 'Open Folder',
  },
};

export class Header {
  readonly element = element('header', { class: 'head' });
  readonly #obstacle = element('div', { class: 'obstacle' });
  readonly #form = element('div', { class: 'form' });
  readonly #rules = element('span', { class: 'chosen' });
  readonly #targets = element('span', { class: 'chosen' });
  readonly #start: HTMLButtonElement;
  readonly #pause: HTMLButtonElement;
  readonly #cancel: HTMLButtonElement;
  readonly #progress = element('progress', { attributes: { 'aria-label': 'Files scanned' } });
  readonly #status = element('p', { class: 'status', attributes: { role: 'status' } });
  readonly #counters = new Map(counterNames.map((name) => [name, element('dd')] as const));
  readonly #act: (action: Action) => void;
  #standing: PanelState['standing'] | undefined;
  #isPaused = false;

  constructor(act: (action: Action) => void) {
    this.#act = act;
    this.#start = button('Scan', () => act('start'));
    this.#pause = button('Pause', () => act(this.#isPaused ? 'resume' : 'pause'));
    this.#cancel = button('Cancel', () => act('cancel'), 'secondary');
    this.#form.append(
      element('span', { class: 'name', text: 'Rules' }),
      this.#rules,
      element(
        'span',
        { class: 'choices' },
        button('Choose…', () => act('choose-rules'), 'secondary'),
      ),
      element('span', { class: 'name', text: 'Targets' }),
      this.#targets,
      element(
        'span',
        { class: 'choices' },
        button('Files…', () => act('choose-files'), 'secondary'),
        button('Folders…', () => act('choose-folder'), 'secondary'),
      ),
      element('span', { class: 'run' }, this.#start, this.#pause, this.#cancel),
    );
    const counters = element('dl', { class: 'counters' });
    for (const [name, value] of this.#counters)
      counters.append(element('div', {}, element('dt', { text: name }), value));
    this.element.append(this.#obstacle, this.#form, this.#progress, this.#status, counters);
  }

  update(state: PanelState): void {
    this.#isPaused = state.phase === 'paused';
    const isRunning = state.phase === 'running' || this.#isPaused;
    if (this.#standing !== state.standing) {
      this.#standing = state.standing;
      this.#showObstacle(state.standing);
    }
    show(this.#rules, state.rules, 'none');
    show(this.#targets, state.targets, 'none');
    this.#start.disabled = isRunning || state.rules.length === 0 || state.targets.length === 0;
    this.#start.hidden = isRunning;
    this.#cancel.hidden = this.#pause.hidden = !isRunning;
    setText(this.#pause, this.#isPaused ? 'Resume' : 'Pause');
    this.#progress.hidden = !isRunning;
    const { found, files, walking, bytes, matchedFiles, matches, errors, milliseconds } = state.counters;
    if (walking || found === 0) this.#progress.removeAttribute('value');
    else {
      this.#progress.max = found;
      this.#progress.value = files;
    }
    setText(this.#status, statusText(state));
    const seconds = milliseconds / 1000;
    const left = isRunning && !walking && files > 0 ? (seconds / files) * (found - files) : undefined;
    const values: Record<(typeof counterNames)[number], string> = {
      Files: isRunning && found > 0 ? `${number(files)} of ${number(found)}${walking ? '+' : ''}` : number(files),
      Data: byteText(bytes),
      Speed: seconds > 0 ? `${(bytes / 1e6 / seconds).toFixed(1)} MB/s` : '–',
      Matches: `${number(matches)} in ${plural(matchedFiles, 'file', 'files')}`,
      Errors: number(errors),
      'Time left': left === undefined ? '–' : `${Math.ceil(left)} s`,
    };
    for (const [name, value] of this.#counters) setText(value, values[name]);
  }

  #showObstacle(standing: PanelState['standing']): void {
    this.#obstacle.hidden = standing === 'ready';
    this.#form.hidden = standing !== 'ready';
    if (standing === 'ready') {
      this.#obstacle.replaceChildren();
    } else {
      const { text, action, label } = obstacles[standing];
      this.#obstacle.replaceChildren(
        element('p', { text }),
        button(label, () => this.#act(action)),
      );
      if (standing === 'engine-missing') {
        this.#obstacle.append(button('Select Another', () => this.#act('select-engine'), 'link'));
      }
    }
  }
}

function show(list: HTMLElement, texts: readonly string[], none: string): void {
  setText(
    list,
    texts.length === 0 ? none : texts.length > 3 ? plural(texts.length, 'file', 'files') : texts.join(', '),
  );
  list.title = texts.slice(0, 50).join('\n');
}

const welcome =
  'Choose rules, and what to scan with them. Files and folders can also be dropped here while Shift is held, or scanned from the menus of the Explorer.';

/** Read out as it changes, so it does not hold what changes all the time. */
function statusText({ phase, standing, failure, rules, targets, counters, dropped }: PanelState): string {
  const { files, matchedFiles, errors, milliseconds } = counters;
  const ended = [
    `${plural(files, 'file', 'files')} scanned`,
    matchedFiles === 0 ? 'no matches' : `${number(matchedFiles)} with matches`,
    ...(errors > 0 ? [`${number(errors)} could not be scanned`] : []),
    `${(milliseconds / 1000).toFixed(1)} s`,
    ...(dropped > 0 ? [`${number(dropped)} more results are not listed`] : []),
  ].join(' · ');
  switch (phase) {
    case 'none':
      return standing !== 'ready' || (rules.length > 0 && targets.length > 0) ? '' : welcome;
    case 'running':
      return 'Scanning…';
    case 'paused':
      return 'Paused.';
    case 'done':
      return ended;
    case 'cancelled':
      return `Cancelled. ${ended}`;
    case 'rejected':
      return 'The rules do not compile, so nothing was scanned. See Problems.';
    case 'failed':
      return `The scan failed: ${failure ?? ''}`;
  }
}

function byteText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, bytes === 0 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power] ?? ''}`;
}
