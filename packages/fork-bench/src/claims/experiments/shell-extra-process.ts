import type { SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { quoteForShell } from '@proctools/core';
import type { Estimate } from '../../results.ts';
import { programs } from '../../suites/create/programs.ts';
import type { Facts } from '../child/facts.ts';
import { asNumber, type Claim, type Judgement, notOnWindows } from '../claim.ts';
import { digits, estimateValues, sideOf, withInterval } from '../figure.ts';
import { endOf } from '../messages.ts';
import { inRounds, locationOf, ratioOf, timed } from '../pairs.ts';
import type { Stage } from '../stage.ts';

/** Whether a shell that was given one command, and one followed by something, was still there beside it. */
interface ShellStays {
  readonly shell: string;
  readonly simple: boolean;
  readonly compound: boolean;
}

export interface ShellProcess {
  readonly shells: readonly ShellStays[];
  readonly directMs: Estimate;
  /** How many times as long it takes with the usual shell. */
  readonly ratio: Estimate;
}

const say = ({ compound, shell, simple }: ShellStays): string => {
  if (simple === compound) return `${shell} ${simple ? 'was there beside the command' : 'became the command'}`;
  return `${shell} became a single command, and was there beside one that another follows`;
};

/** A shell that becomes the last command that it is given leaves no process more; its start costs time all the same. */
export const judgeShellProcess = ({ directMs, ratio, shells }: ShellProcess): Judgement => {
  const stays = shells.flatMap(({ compound, simple }) => [simple, compound]);
  const isSlower = sideOf(ratio, 1) === 'above';
  const isNever = !stays.includes(true) && !isSlower;
  return {
    verdict: isNever ? 'does not hold' : stays.every(Boolean) && isSlower ? 'holds' : 'depends',
    figure: [
      ...shells.map(say),
      `${digits(directMs.value)} ms without, with ${shells[0]?.shell} ${withInterval(ratio, '× as long')}`,
    ].join('; '),
    values: {
      ...Object.fromEntries(shells.map(({ shell, simple }) => [`${shell}Stays`, asNumber(simple)])),
      ...estimateValues('directMs', directMs),
      ...estimateValues('ratio', ratio),
    },
  };
};

/** Starts a shell, whose command tells its pid on standard output; whether that is another than what we started. */
const isAnother = async (stage: Stage, line: string, options: SpawnOptions): Promise<boolean> => {
  const child = stage.spawn(line, [], { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
  const text: string[] = [];
  (child.stdout as Readable).setEncoding('utf8').on('data', (chunk: string) => text.push(chunk));
  await once(child, 'close');
  return (JSON.parse(text.join('')) as Facts).pid !== child.pid;
};

/** What `shell: true` takes, and another that is often in its place. */
const shellsHere = (): readonly string[] => ['/bin/sh', '/bin/bash'].filter((file) => existsSync(file));

const look = async (stage: Stage, shell: string): Promise<ShellStays> => {
  const line = [process.execPath, ...stage.operands('tell', {})].map(quoteForShell).join(' ');
  return {
    shell: path.basename(shell),
    simple: await isAnother(stage, line, { shell }),
    compound: await isAnother(stage, `${line}; :`, { shell }),
  };
};

export const shellExtraProcess: Claim = {
  id: 'shell-extra-process',
  text: 'shell: true adds a process, and its cost, that a direct spawn does without',
  source: '000',
  obstacle: notOnWindows,
  check: async (stage, budgetMs) => {
    const shells: ShellStays[] = [];
    for (const shell of shellsHere()) shells.push(await look(stage, shell));
    const trials = {
      direct: () => timed(() => endOf(stage.spawn(programs.true, [], { stdio: 'ignore' }))),
      shell: () => timed(() => endOf(stage.spawn(programs.true, [], { stdio: 'ignore', shell: true }))),
    };
    const { direct, shell } = await inRounds(trials, { budgetMs, most: 300 });
    return judgeShellProcess({ shells, directMs: locationOf(direct), ratio: ratioOf(direct, shell) });
  },
};
