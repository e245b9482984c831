import koffi from 'koffi';

/** Asks the kernel to kill this process when its parent ends (prctl(2), PR_SET_PDEATHSIG). Linux only; elsewhere nothing. */
export function killWithParent(): void {
  if (process.platform !== 'linux') return;
  const [setParentDeathSignal, sigkill] = [1, 9];
  const prctl = koffi.load(null).func('int prctl(int option, unsigned long value)') as (
    option: number,
    value: number,
  ) => number;
  prctl(setParentDeathSignal, sigkill);
}
