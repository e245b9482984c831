import { killWithParent } from '../../../../native/libyara/parent.ts';

/** Sees to it that a worker which is busy in C, and so can't notice a closed channel, does not outlive its parent. */
export function endWithParent(): void {
  const parent = process.ppid;
  killWithParent();
  // The parent may have gone before the kernel was asked.
  if (process.ppid !== parent) process.exit();
}
