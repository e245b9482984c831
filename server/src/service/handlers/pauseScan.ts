import type { RequestHandler } from '../requestHandler.ts';

/** Holds a running scan back, or lets it go on. One that has just ended needs neither. */
export const pauseScan: RequestHandler<'pauseScan'> = ({ scan, paused }, { pauseGates }) => {
  const gate = pauseGates.get(scan);
  if (paused) gate?.pause();
  else gate?.resume();
  return Promise.resolve({});
};
