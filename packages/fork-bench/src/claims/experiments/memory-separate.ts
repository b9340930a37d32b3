import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { globalState, setGlobal } from '../child/facts.ts';
import type { Order, Place } from '../child/remembering.ts';
import { asNumber, type Claim, type Judgement, shown } from '../claim.ts';
import { ask, messageOf } from '../messages.ts';
import { startRedis } from '../redis.ts';
import type { Stage } from '../stage.ts';

export interface Memories {
  /** What one process sees where the other has put a value: in its memory, in a file, in Redis (undefined: not installed). */
  readonly inMemory: string | null;
  readonly inFile: string | null;
  readonly inRedis: string | null | undefined;
  /** What the parent's own variable is, after both children have set theirs. */
  readonly inParent: string | undefined;
  /** Why a SharedArrayBuffer cannot be sent to another process; undefined: it can. */
  readonly refusal: string | undefined;
}

/** What the children put there. */
const VALUE = 'of-the-first';
const PARENTS = 'of-the-parent';

export const judgeMemories = ({ inFile, inMemory, inParent, inRedis, refusal }: Memories): Judgement => {
  const isSeparate = inMemory === null && inParent === PARENTS && refusal !== undefined;
  const isOutside = inFile === VALUE && (inRedis === undefined || inRedis === VALUE);
  const places = ['in a file', ...(inRedis === undefined ? [] : ['in Redis'])].join(' and ');
  return {
    verdict: shown(isSeparate && isOutside),
    figure: [
      inMemory === null ? 'what one set in a variable another did not see' : 'a variable was shared',
      refusal === undefined ? 'a SharedArrayBuffer was sent' : `a SharedArrayBuffer was refused: "${refusal}"`,
      `what one put ${places} the other ${isOutside ? 'found there' : 'did not find'}`,
    ].join('; '),
    values: {
      isSeparate: asNumber(isSeparate),
      isOutside: asNumber(isOutside),
      hasRedis: asNumber(inRedis !== undefined),
    },
  };
};

type Pair = readonly [ChildProcess, ChildProcess];

/** Has the first keep the value, and the second tell what it finds. */
const passed = async ([one, other]: Pair, place: Place): Promise<string | null> => {
  await ask(one, { place, keep: VALUE } satisfies Order);
  return (await ask<{ value: string | null }>(other, { place } satisfies Order)).value;
};

const refusalOf = (child: ChildProcess): string | undefined => {
  try {
    child.send(new SharedArrayBuffer(8) as unknown as object);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

const startPair = async (stage: Stage): Promise<Pair> => {
  const start = () => stage.fork('memory', undefined, { serialization: 'advanced' });
  const pair = [start(), start()] as const;
  await Promise.all(pair.map(messageOf));
  return pair;
};

const checkMemories = async (stage: Stage): Promise<Memories> => {
  setGlobal(PARENTS);
  const pair = await startPair(stage);
  const inMemory = await passed(pair, { type: 'memory' });
  const inFile = await passed(pair, { type: 'file', file: path.join(stage.folder, 'state') });
  const socket = await startRedis(stage);
  const inRedis = socket === undefined ? undefined : await passed(pair, { type: 'redis', socket });
  return { inMemory, inFile, inRedis, inParent: globalState(), refusal: refusalOf(pair[0]) };
};

export const memorySeparate: Claim = {
  id: 'memory-separate',
  text: 'processes share no memory: state for several of them has to be kept outside',
  source: '002, 003',
  check: async (stage) => {
    try {
      return judgeMemories(await checkMemories(stage));
    } finally {
      setGlobal(undefined);
    }
  },
};
