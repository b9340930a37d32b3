/** What measuring itself costs, as everything else here: measured. */
import { closeSync, openSync } from 'node:fs';
import os from 'node:os';
import { monotonicMs, originalEnvironment, resolveCommand } from '@proctools/core';
import { median } from '../stats/quantile.ts';
import type { Reading, Run, Way } from './way.ts';

/** Medians over some runs of a command that does nothing. */
export interface OwnCost {
  readonly runs: number;
  /** Spent around the measured interval, by us and whoever waits: it is in no figure. */
  readonly aroundMs: number;
  /** The least that this way can tell of any command: starting a program and waiting for its end is in all figures. */
  readonly emptyWallMs: number;
  readonly emptyCpuMs: number | undefined;
  readonly emptyMaxRssBytes: number | undefined;
}

const emptyCommand = (): Pick<Run, 'file' | 'operands'> => {
  const { PATH } = originalEnvironment().variables;
  const found = process.platform === 'win32' ? undefined : resolveCommand('true', PATH, process.cwd());
  return found?.type === 'found'
    ? { file: found.file, operands: [] }
    : { file: process.execPath, operands: ['-e', '0'] };
};

const medianIfKnown = (values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : median(known);
};

interface Timed {
  readonly reading: Reading;
  readonly aroundMs: number;
}

const timed = async (way: Way, run: Run, signal: AbortSignal): Promise<Timed> => {
  const begin = monotonicMs();
  const reading = await way.run(run, signal);
  return { reading, aroundMs: monotonicMs() - begin - reading.wallMs };
};

/** Measures a command that does nothing, some times. The difference between two ways is what the one adds to the figures. */
export const ownCost = async (way: Way, signal: AbortSignal, runs = 20): Promise<OwnCost> => {
  const nowhere = openSync(os.devNull, 'r+');
  const run: Run = {
    ...emptyCommand(),
    environment: {},
    cwd: process.cwd(),
    stdio: [nowhere, nowhere, nowhere],
    timeoutMs: undefined,
  };
  try {
    const all: Timed[] = [];
    for (let count = 0; count < runs; count += 1) all.push(await timed(way, run, signal));
    const readings = all.map(({ reading }) => reading);
    return {
      runs,
      aroundMs: median(all.map(({ aroundMs }) => aroundMs)),
      emptyWallMs: median(readings.map(({ wallMs }) => wallMs)),
      emptyCpuMs: medianIfKnown(readings.map(({ cpuMs }) => cpuMs)),
      emptyMaxRssBytes: medianIfKnown(readings.map(({ maxRssBytes }) => maxRssBytes)),
    };
  } finally {
    closeSync(nowhere);
  }
};
