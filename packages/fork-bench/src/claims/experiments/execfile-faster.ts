import { exec, execFile } from 'node:child_process';
import type { Estimate } from '../../results.ts';
import { programs } from '../../suites/create/programs.ts';
import { type Claim, type Judgement, notOnWindows } from '../claim.ts';
import { digits, estimateValues, sideOf, withInterval } from '../figure.ts';
import { inRounds, locationOf, ratioOf, timed } from '../pairs.ts';

export interface ExecFile {
  readonly execFileMs: Estimate;
  /** How many times as long `exec` takes: for the same program, and for a command that the shell has in itself. */
  readonly program: Estimate;
  readonly builtin: Estimate;
}

/** Differences of less are none. */
const BAND = 1.02;

export const judgeExecFile = ({ builtin, execFileMs, program }: ExecFile): Judgement => {
  const sides = { program: sideOf(program, BAND), builtin: sideOf(builtin, BAND) };
  const isSlower = sides.program === 'above';
  const verdict =
    isSlower && sides.builtin === 'above' ? 'holds' : sides.program === 'below' ? 'does not hold' : 'depends';
  return {
    verdict,
    figure: [
      `execFile ${digits(execFileMs.value)} ms, exec ${withInterval(program, '× as long')}`,
      `for a command that the shell has in itself ${withInterval(builtin, '×')}`,
    ].join('; '),
    values: {
      ...estimateValues('execFileMs', execFileMs),
      ...estimateValues('program', program),
      ...estimateValues('builtin', builtin),
    },
  };
};

const settled = (start: (callback: (error: Error | null) => void) => unknown): Promise<void> =>
  new Promise((resolve, reject) => {
    start((error) => (error ? reject(error) : resolve()));
  });

export const execfileFaster: Claim = {
  id: 'execfile-faster',
  text: 'execFile is more efficient than exec, as it starts no shell',
  source: '001, 002',
  obstacle: notOnWindows,
  check: async (_, budgetMs) => {
    const trials = {
      execFile: () => timed(() => settled((done) => execFile(programs.echo, ['x'], done))),
      program: () => timed(() => settled((done) => exec(`${programs.echo} x`, done))),
      builtin: () => timed(() => settled((done) => exec('echo x', done))),
    };
    const series = await inRounds(trials, { budgetMs, most: 300 });
    return judgeExecFile({
      execFileMs: locationOf(series.execFile),
      program: ratioOf(series.execFile, series.program),
      builtin: ratioOf(series.execFile, series.builtin),
    });
  },
};
