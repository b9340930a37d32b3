import { execFile } from 'node:child_process';
import { errorCode } from '@proctools/core';
import { asNumber, type Claim, type Judgement, shown } from '../claim.ts';
import type { Stage } from '../stage.ts';

/** How a command ended that wrote so much. */
interface Flooded {
  /** Node's word for the error; undefined: there was none. */
  readonly code: string | undefined;
  readonly signal: string | undefined;
  /** What the callback was handed of the output. */
  readonly bytes: number;
}

export interface MaxBuffer {
  readonly limit: number;
  readonly atLimit: Flooded;
  readonly beyond: Flooded;
}

export const judgeMaxBuffer = ({ atLimit, beyond, limit }: MaxBuffer): Judgement => {
  const isKilled = beyond.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' && beyond.signal !== undefined;
  const isWhole = atLimit.code === undefined && atLimit.bytes === limit;
  return {
    verdict: shown(isKilled && isWhole),
    figure: [
      `${limit} bytes, the default of today (the articles name 200 KB), ${isWhole ? 'came whole' : `gave ${atLimit.code ?? atLimit.bytes}`}`,
      beyond.code === undefined
        ? 'one more was no error'
        : `with one more it was ended by ${beyond.signal ?? 'nobody'}: ${beyond.code}, and ${beyond.bytes} came`,
    ].join('; '),
    values: { limit, bytes: beyond.bytes, isKilled: asNumber(isKilled) },
  };
};

/** Has a command write so much; `stays`: it would not end by itself. The error says nothing of the signal, but the child does. */
const flood = (stage: Stage, bytes: number, stays: boolean): Promise<Flooded> =>
  new Promise((resolve) => {
    const operands = stage.operands('flood', { bytes, stays });
    const child = execFile(process.execPath, operands, (error, stdout) =>
      resolve({ code: errorCode(error), signal: child.signalCode ?? undefined, bytes: stdout.length }),
    );
  });

/** Node's own since 12; the articles name 200 KB, which it was before. */
const LIMIT = 1_048_576;

export const maxbufferKills: Claim = {
  id: 'maxbuffer-kills',
  text: 'exec and execFile end a command with an error when it writes more than maxBuffer',
  source: '001, 002, 003',
  check: async (stage) =>
    judgeMaxBuffer({
      limit: LIMIT,
      atLimit: await flood(stage, LIMIT, false),
      beyond: await flood(stage, LIMIT + 1, true),
    }),
};
