import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { monotonicMs } from '@proctools/core';
import type { Estimate } from '../../results.ts';
import type { Claim, Judgement } from '../claim.ts';
import { digits, estimateValues, sideOf, withInterval } from '../figure.ts';
import { messageOf } from '../messages.ts';
import { inRounds, locationOf, ratioOf } from '../pairs.ts';

/** What a cheap request met that came while another was computed. */
interface Waiting {
  readonly requests: number;
  /** So many were answered before the computation was. */
  readonly meanwhile: number;
  readonly waitMs: Estimate;
}

export interface Blocking {
  readonly computesMs: number;
  readonly inline: Waiting;
  readonly forked: Waiting;
  /** How many times as long it waits when the server computes itself. */
  readonly ratio: Estimate;
}

/** A busy machine may hold up anybody for as long as a short computation takes; so nearly all are enough. */
const NEARLY_ALL = 0.8;

const share = ({ meanwhile, requests }: Waiting): number => meanwhile / requests;

const say = (waiting: Waiting): string =>
  `${digits(waiting.waitMs.value)} ms, ${waiting.meanwhile} of ${waiting.requests} answered meanwhile`;

export const judgeBlocking = ({ computesMs, forked, inline, ratio }: Blocking): Judgement => {
  const blocks = share(inline) <= 1 - NEARLY_ALL;
  const isFree = share(forked) >= NEARLY_ALL && sideOf(ratio, 1) === 'above';
  const verdict = blocks && isFree ? 'holds' : share(inline) >= NEARLY_ALL ? 'does not hold' : 'depends';
  return {
    verdict,
    figure: [
      `while a request was computed for ${computesMs} ms another waited: in the server's own thread ${say(inline)}`,
      `in a forked child ${say(forked)}`,
      `the former ${withInterval(ratio, '× as long')}`,
    ].join('; '),
    values: {
      inlineShare: share(inline),
      forkedShare: share(forked),
      ...estimateValues('inlineMs', inline.waitMs),
      ...estimateValues('forkedMs', forked.waitMs),
      ...estimateValues('ratio', ratio),
    },
  };
};

/** Asks for something; resolves with the first piece of the answer on its way. */
const request = async (port: number, path: string, agent: Agent): Promise<IncomingMessage> => {
  const [response] = (await once(get({ host: '127.0.0.1', port, path, agent }), 'response')) as [IncomingMessage];
  return response;
};

const finish = async (response: IncomingMessage): Promise<void> => {
  response.resume();
  if (!response.complete) await once(response, 'end');
};

const COMPUTES_MS = 60;

export const blocking: Claim = {
  id: 'blocking',
  text: 'one long computation holds up every request of a single process; in a forked child it does not',
  source: '002',
  check: async (stage, budgetMs) => {
    const { port } = await messageOf<{ port: number }>(stage.fork('serve', { computesMs: COMPUTES_MS }));
    const agent = new Agent({ keepAlive: true, maxSockets: 2 });
    const meanwhile = { inline: 0, forked: 0 };
    /** How long a cheap request waits that is sent once the other one is being computed. */
    const waitDuring = (place: 'inline' | 'forked') => async (): Promise<number> => {
      let isComputed = false;
      const computed = request(port, `/${place}`, agent).then(async (response) => ({
        done: finish(response).then(() => {
          isComputed = true;
        }),
      }));
      const { done } = await computed;
      const begin = monotonicMs();
      await finish(await request(port, '/', agent));
      const waitMs = monotonicMs() - begin;
      if (!isComputed) meanwhile[place] += 1;
      await done;
      return waitMs;
    };
    const trials = { inline: waitDuring('inline'), forked: waitDuring('forked') };
    const { forked, inline } = await inRounds(trials, { budgetMs, most: 40 });
    agent.destroy();
    // The rounds before it counts have been counted here, too.
    const requests = inline.length + 1;
    return judgeBlocking({
      computesMs: COMPUTES_MS,
      inline: { requests, meanwhile: meanwhile.inline, waitMs: locationOf(inline) },
      forked: { requests, meanwhile: meanwhile.forked, waitMs: locationOf(forked) },
      ratio: ratioOf(forked, inline),
    });
  },
};
