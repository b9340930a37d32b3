import type { SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { quoteForShell } from '@proctools/core';
import type { Estimate } from '../../results.ts';
import type { Facts } from '../child/facts.ts';
import { asNumber, type Claim, type Judgement, notOnWindows } from '../claim.ts';
import { digits, estimateValues, sideOf, withInterval } from '../figure.ts';
import { endOf } from '../messages.ts';
import { inRounds, locationOf, ratioOf, timed } from '../pairs.ts';
import type { Stage } from '../stage.ts';

export interface ShellProcess {
  /** Whether what was started is another process than the one that does the work. */
  readonly isBetween: { readonly direct: boolean; readonly simple: boolean; readonly compound: boolean };
  readonly directMs: Estimate;
  /** How many times as long it takes with a shell. */
  readonly ratio: Estimate;
}

const say = (isBetween: boolean): string =>
  isBetween ? 'stays, as a process more' : 'makes room for it, so that no process more is there';

/** A shell that becomes the last command that it is given leaves no process more; its start costs time all the same. */
export const judgeShellProcess = ({ directMs, isBetween, ratio }: ShellProcess): Judgement => {
  const { compound, direct, simple } = isBetween;
  const isSlower = sideOf(ratio, 1) === 'above';
  const isMore = [simple, compound].filter(Boolean).length;
  const verdict = direct || (isMore === 0 && !isSlower) ? 'does not hold' : isMore === 2 ? 'holds' : 'depends';
  return {
    verdict,
    figure: [
      `for one command the shell ${say(simple)}`,
      `for "a; b" it ${say(compound)}`,
      `${digits(directMs.value)} ms without, with it ${withInterval(ratio, '× as long')}`,
    ].join('; '),
    values: {
      simple: asNumber(simple),
      compound: asNumber(compound),
      ...estimateValues('directMs', directMs),
      ...estimateValues('ratio', ratio),
    },
  };
};

/** Starts one that tells its pid on standard output; whether it is another than the one that we started. */
const isAnother = async (stage: Stage, file: string, operands: readonly string[], options: SpawnOptions) => {
  const child = stage.spawn(file, operands, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
  const text: string[] = [];
  (child.stdout as Readable).setEncoding('utf8').on('data', (chunk: string) => text.push(chunk));
  await once(child, 'close');
  return (JSON.parse(text.join('')) as Facts).pid !== child.pid;
};

/** By its path, so that a shell does not use its own. */
const TRUE = '/bin/true';

export const shellExtraProcess: Claim = {
  id: 'shell-extra-process',
  text: 'shell: true adds a process, and its cost, that a direct spawn does without',
  source: '000',
  weight: 1,
  obstacle: notOnWindows,
  check: async (stage, budgetMs) => {
    const words = [process.execPath, ...stage.operands('tell', {})];
    const line = words.map(quoteForShell).join(' ');
    const isBetween = {
      direct: await isAnother(stage, process.execPath, words.slice(1), {}),
      simple: await isAnother(stage, line, [], { shell: true }),
      compound: await isAnother(stage, `${line}; :`, [], { shell: true }),
    };
    const trials = {
      direct: () => timed(() => endOf(stage.spawn(TRUE, [], { stdio: 'ignore' }))),
      shell: () => timed(() => endOf(stage.spawn(TRUE, [], { stdio: 'ignore', shell: true }))),
    };
    const { direct, shell } = await inRounds(trials, { budgetMs, most: 300 });
    return judgeShellProcess({ isBetween, directMs: locationOf(direct), ratio: ratioOf(direct, shell) });
  },
};
