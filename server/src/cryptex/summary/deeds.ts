/** What a body does, as clauses of a sentence in the order of its steps. */
import { everyStep, type Act, type Arm, type Compound, type Leave, type Step } from '../pseudocode/steps.ts';
import { type Clause, distinct, type Item, listClause, merged, otherClause } from './clauses.ts';
import { listed, shortCode } from './words.ts';

const ALLOCATES = /(?:^|_)(?:[a-z]*alloc|strn?dup|new|create)(?:$|_)|alloc\d*$/i;
const FREES = /(?:^|_)(?:free|destroy|release|delete|dispose|close)$/i;
/** Macros and checks around the call that matters. */
const WRAPPERS =
  /^(?:[A-Z][A-Z0-9_]*|assert|sizeof|likely|unlikely|isinstance|len|str|int|repr|format|va_start|va_end|va_copy|Out-Null)$/;
const TRIFLES = /^(?:assert|sizeof|isinstance|len|str|va_start|va_end|va_copy|Out-Null)$/;

/** The clauses of a body; a call of `self`, its own name, is one of itself. */
export function clausesOf(steps: readonly Step[], self: string): Clause[] {
  const clauses: Clause[] = [];
  const last = lastLeave(steps);
  let allocated: string | undefined;
  for (const step of steps) {
    if (step.kind === 'leave') {
      const items = step === last ? [] : callItems(step, self);
      if (items.length > 0) {
        clauses.push(listClause('calls', items, 4));
      }
    } else if (step.kind === 'act') {
      const clause = actClause(step, self);
      allocated = clause?.allocated ?? allocated;
      clauses.push(...(clause === undefined ? [] : [clause.clause]));
    } else if (allocated === undefined || !isCheckOf(step, allocated)) {
      clauses.push(...compoundClauses(step, self));
    }
  }
  const deeds = merged(clauses);
  const result = resultClause(steps, last);
  const all = result === undefined ? deeds : [...deeds, result];
  return all.length > (result === undefined ? 0 : 1) ? all : [...localSets(steps), ...all];
}

function actClause(act: Act, self: string): { clause: Clause; allocated?: string } | undefined {
  if (act.role === 'log' || act.role === 'define' || act.role === 'label') {
    return undefined;
  }
  const calls = callItems(act, self);
  const [first] = calls;
  const allocator = calls.find(({ name }) => ALLOCATES.test(name));
  if (allocator !== undefined && act.target !== undefined) {
    const what = `allocates ${shortCode(act.target, 30)}`;
    return {
      allocated: act.target,
      clause: otherClause(4, `${what} with ${allocator.full}`, `${what} with ${allocator.name}`, what),
    };
  }
  if (first !== undefined) {
    const freed =
      act.role === 'call' && calls.length === 1 && FREES.test(first.name) ? argumentOf(act.text) : undefined;
    return {
      clause:
        freed === undefined
          ? listClause('calls', calls, 4)
          : otherClause(3, `frees ${freed} with ${first.name}`, `frees ${freed}`),
    };
  }
  return isEffect(act) ? { clause: listClause('sets', [effectOf(act)], 2) } : undefined;
}

/** Calls of a step that tell something; one alone with what it is given. */
function callItems(step: Act | Leave | Arm, self: string): Item[] {
  const kept = step.names.filter((name) => !WRAPPERS.test(name));
  const names = distinct(kept.length > 0 ? kept : step.names.filter((name) => !TRIFLES.test(name)));
  const text = 'text' in step ? step.text.replace(/^.*? ← /, '').replace(/^[A-Z][A-Z0-9_]*\((\w+\(.*\))\)$/, '$1') : '';
  const [first] = names;
  const isWhole = step.names.length <= 2 && first !== undefined && text.includes(first) && /[(\s]/.test(text);
  return names.map((name, index) => {
    const shown = name === self ? 'itself' : name;
    return { name: shown, full: isWhole && index === 0 && 'role' in step ? text : shown };
  });
}

/** What the only argument of `f(x)` is. */
function argumentOf(call: string): string | undefined {
  const inside = /^[\w.]+\(([^()]{1,40})\)$/.exec(call)?.[1];
  return inside?.includes(',') === false ? inside : undefined;
}

/** Whether it changes more than a variable of the function. */
function isEffect({ role, target, text }: Act): boolean {
  return role === 'set'
    ? target !== undefined && (/[.[*]/.test(target) || /^\$(?:script|global):/i.test(target))
    : role === 'other' && /\+\+|--|[-+*/|&^]=/.test(text);
}

function effectOf({ role, target, text }: Act): Item {
  const name = (role === 'set' ? (target ?? text) : text.replace(/\+\+|--|\s*[-+*/|&^]=.*$/g, ''))
    .replace(/^\*+/, '')
    .trim();
  const value = / ← (.+)$/.exec(text)?.[1];
  return { name: shortCode(name, 40), full: value === undefined ? name : `${name} to ${value}` };
}

/** `if p == NULL: return ERROR` behind the allocation of `p`. */
function isCheckOf({ arms }: Compound, target: string): boolean {
  const [only, ...more] = arms;
  return (
    only?.word === 'if' &&
    more.length === 0 &&
    only.steps.length <= 2 &&
    only.names.length === 0 &&
    only.head.includes(target) &&
    /NULL|None|null|not |!|== 0/.test(only.head)
  );
}

function compoundClauses(compound: Compound, self: string): Clause[] {
  const [first, ...others] = compound.arms;
  if (first === undefined) {
    return [];
  }
  const calls = distinct(namesInside(compound, self));
  const sets = distinct(setsInside(compound));
  const forms =
    calls.length > 0 ? [5, 3, 2].map((most) => listed(calls, most, '')) : [3, 2].map((most) => listed(sets, most, ''));
  const deeds =
    calls.length > 0
      ? forms.map((text) => ['calls', 'calling', text])
      : sets.length > 0
        ? forms.map((text) => ['sets', 'setting', text])
        : [];
  const head = compound.isSwitch === true ? switchText(first, others) : loopText(first);
  if (head !== undefined) {
    return [otherClause(3, ...deeds.map(([, doing = '', what = '']) => `${head}, ${doing} ${what}`), head)];
  }
  if (first.word !== 'if') {
    return calls.length > 0
      ? [
          listClause(
            'calls',
            calls.map((name) => ({ name, full: name })),
            4,
          ),
        ]
      : [];
  }
  const test = first.head.replace(/^if /, '');
  const leave = first.steps.at(-1);
  const isGuard = first.steps.length <= 2 && others.length === 0 && leave?.kind === 'leave' && calls.length === 0;
  if (isGuard) {
    return [
      otherClause(
        leave.value === '' ? 1 : 2,
        `${leaving(leave)} if ${shortCode(test, 60)}`,
        `${leaving(leave)} if ${shortCode(test, 36)}`,
      ),
    ];
  }
  if (deeds.length === 0) {
    const otherwise = others.length > 0 ? 'decides' : undefined;
    return otherwise === undefined
      ? []
      : [otherClause(1, `${otherwise} by ${shortCode(test, 60)}`, `${otherwise} by ${shortCode(test, 36)}`)];
  }
  return [
    otherClause(
      2,
      ...deeds.map(([does = '', , what = '']) => `${does} ${what} if ${shortCode(test, 48)}`),
      ...deeds.slice(-1).map(([does = '', , what = '']) => `${does} ${what} if ${shortCode(test, 28)}`),
    ),
  ];
}

function namesInside(compound: Compound, self: string): string[] {
  return [...everyStep([compound])].flatMap((step) =>
    step.kind === 'compound'
      ? step.arms.flatMap((arm) => callItems(arm, self).map(({ name }) => name))
      : step.kind === 'act' && step.role === 'log'
        ? []
        : callItems(step, self).map(({ name }) => name),
  );
}

function setsInside(compound: Compound): string[] {
  return [...everyStep([compound])].flatMap((step) =>
    step.kind === 'act' && step.names.length === 0 && isEffect(step) ? [effectOf(step).name] : [],
  );
}

function leaving({ word, value }: Leave): string {
  switch (word) {
    case 'return':
      return value === '' ? 'returns' : `returns ${shortCode(value, 40)}`;
    case 'throw':
      return value === '' ? 'throws it again' : `throws ${shortCode(value, 40)}`;
    case 'exit':
      return `exits with ${shortCode(value, 40)}`;
    default:
      return 'stops';
  }
}

function switchText(first: Arm, others: readonly Arm[]): string {
  const by = first.head.replace(/^(?:.* ← |return )?switch /, '');
  const cases = others.map((arm) => arm.head.replace(/^case /, '')).filter((each) => each !== 'else');
  return `chooses by ${shortCode(by, 36)} among ${listed(
    cases.map((each) => shortCode(each, 24)),
    3,
    'case',
  )}`;
}

function loopText({ word, head }: Arm): string | undefined {
  const each = /^(?:for|each) (.+?) in (.+)$/.exec(head);
  if (each !== null) {
    return `loops over each ${shortCode(each[1] ?? '', 24)} in ${shortCode(each[2] ?? '', 40)}`;
  }
  switch (word) {
    case 'for': {
      const test = head.split(';')[1]?.trim() ?? '';
      return test === '' ? 'loops' : `loops while ${shortCode(test, 48)}`;
    }
    case 'each':
      return `loops over ${shortCode(head.slice(5), 48)}`;
    case 'while':
    case 'repeat': {
      const test = shortCode(head.replace(/^(?:while|repeat while|repeat until) /, ''), 48);
      return `loops ${head.startsWith('repeat until') ? 'until' : 'while'} ${test}`;
    }
    case 'loop':
      return 'loops';
    default:
      return undefined;
  }
}

/** What is returned or thrown at the end of the body itself, not in one of its blocks. */
function lastLeave(steps: readonly Step[]): Leave | undefined {
  const last = steps.at(-1);
  return last?.kind === 'leave' ? last : undefined;
}

/** What is returned at the end, and the error codes that are returned elsewhere. */
function resultClause(steps: readonly Step[], last: Leave | undefined): Clause | undefined {
  const leaves = [...everyStep(steps)].filter((step) => step.kind === 'leave');
  const returned = leaves.filter(({ word, value }) => word === 'return' && value !== '');
  const thrown = distinct(
    leaves.filter(({ word, value }) => word === 'throw' && value !== '').map(({ value }) => shortCode(value, 40)),
  );
  const final = last?.word === 'return' ? last : returned.at(-1);
  if (final === undefined || final.value === '') {
    const [first] = thrown;
    return first === undefined ? undefined : otherClause(4, `throws ${listed(thrown, 2, '')}`, `throws ${first}`);
  }
  const guarded = steps.flatMap((step) => (step.kind === 'compound' ? step.arms.flatMap(guardedValues) : []));
  const codes = distinct([...returned.map(({ value }) => value), ...assignedCodes(steps)])
    .filter((value) => !guarded.includes(value))
    .filter((value) => /^[A-Z][A-Z0-9_]{3,}$/.test(value) && value !== final.value);
  const [code, ...others] = codes;
  const failing =
    code === undefined
      ? ''
      : others.length === 0
        ? ` or ${code}`
        : ` or one of ${codes.length.toString()} codes such as ${code}`;
  return otherClause(
    5,
    `returns ${shortCode(final.value, 64)}${failing}`,
    `returns ${shortCode(final.value, 40)}${failing}`,
    `returns ${shortCode(final.value, 32)}`,
  );
}

/** What the guards of a body return, which their own clauses tell. */
function guardedValues({ word, steps, names }: Arm): string[] {
  const [only] = steps;
  return word === 'if' && names.length === 0 && steps.length === 1 && only?.kind === 'leave' ? [only.value] : [];
}

function assignedCodes(steps: readonly Step[]): string[] {
  return [...everyStep(steps)].flatMap((step) => {
    const code =
      step.kind === 'act' && step.role === 'set' ? / ← (ERROR_[A-Z0-9_]+|E[A-Z]{3,})$/.exec(step.text)?.[1] : undefined;
    return code === undefined || code === 'ERROR_SUCCESS' ? [] : [code];
  });
}

/** What a body sets that does nothing else. */
function localSets(steps: readonly Step[]): Clause[] {
  const items = [...everyStep(steps)].flatMap((step) =>
    step.kind === 'act' && step.names.length === 0 && (step.role === 'set' || step.role === 'other')
      ? [effectOf(step)]
      : [],
  );
  return items.length === 0 ? [] : [listClause('sets', items, 2)];
}
