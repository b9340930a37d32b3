import { send, sleep } from '@proctools/core';
import { asNumber, type Claim, type Judgement } from '../claim.ts';
import type { Caller } from '../line.ts';
import { endOf, failureOf } from '../messages.ts';
import type { Stage } from '../stage.ts';
import { obstacleToTerminal, onTerminal } from '../terminal.ts';

export interface Attached {
  /** What ended it when the terminal was closed; undefined: nothing, it lives. */
  readonly byTerminal: string | undefined;
  /** Whether one that does not mind SIGHUP was still there then. */
  readonly isDeafAlive: boolean;
  /** Whether one without a terminal was still there after its parent had been killed. */
  readonly isAliveWithoutParent: boolean;
}

export const judgeAttached = ({ byTerminal, isAliveWithoutParent, isDeafAlive }: Attached): Judgement => {
  const isEnded = byTerminal !== undefined;
  return {
    verdict: !isEnded ? 'does not hold' : isAliveWithoutParent || isDeafAlive ? 'depends' : 'holds',
    figure: [
      isEnded ? `the end of the terminal ended it by ${byTerminal}` : 'it outlived the terminal',
      `one that does not mind SIGHUP ${isDeafAlive ? 'lived on' : 'ended, too'}`,
      `the end of its parent alone ${isAliveWithoutParent ? 'did nothing to it' : 'ended it, too'}`,
    ].join('; '),
    values: {
      isEnded: asNumber(isEnded),
      isDeafAlive: asNumber(isDeafAlive),
      isAliveWithoutParent: asNumber(isAliveWithoutParent),
    },
  };
};

/** What has not ended after so long does not end by that; on a machine where nothing else happens it takes 5 ms. */
const PATIENCE_MS = 3_000;
const PAUSE_MS = 5;

const isGone = (caller: Caller): Promise<boolean> =>
  Promise.race([caller.gone.then(() => true), sleep(PATIENCE_MS).then(() => false)]);

/** How a child ended, by its parent, which learns of it soon after. */
const endTold = async (parent: Caller, name: string): Promise<string> => {
  for (;;) {
    const facts = await parent.look();
    if (!facts) return 'something, with its parent';
    const ended = facts.ended[name];
    if (ended !== undefined) return ended;
    await sleep(PAUSE_MS);
  }
};

/** The parent does not mind SIGHUP, as it is to tell how its children ended. */
const closeTerminal = async (stage: Stage): Promise<Pick<Attached, 'byTerminal' | 'isDeafAlive'>> => {
  const line = await stage.line();
  const operands = stage.operands('parent', {
    home: line.addressFor('parent'),
    deafTo: ['SIGHUP'],
    children: [
      { home: line.addressFor('usual'), isDetached: false },
      { home: line.addressFor('deaf'), isDetached: false, deafTo: ['SIGHUP'] },
    ],
    leaving: 'stays',
  });
  const terminal = onTerminal(stage, [process.execPath, ...operands]);
  const callers = Promise.all([line.caller('parent'), line.caller('usual'), line.caller('deaf')]);
  const [parent, usual, deaf] = await Promise.race([callers, failureOf(terminal)]);
  terminal.kill('SIGKILL');
  await endOf(terminal);
  const byTerminal = (await isGone(usual)) ? await endTold(parent, 'usual') : undefined;
  return { byTerminal, isDeafAlive: (await deaf.look()) !== undefined };
};

const killParent = async (stage: Stage): Promise<boolean> => {
  const line = await stage.line();
  const child = { home: line.addressFor('left'), isDetached: false };
  const operands = stage.operands('parent', { home: line.addressFor('killed'), children: [child], leaving: 'stays' });
  const started = stage.spawn(process.execPath, operands, { stdio: 'ignore' });
  const callers = Promise.all([line.caller('killed'), line.caller('left')]);
  const [parent, left] = await Promise.race([callers, failureOf(started)]);
  if (parent.identity) send(parent.identity, 'SIGKILL');
  await endOf(started);
  return (await left.look()) !== undefined;
};

export const attachedDies: Claim = {
  id: 'attached-dies',
  text: 'a child that is not detached ends when its parent is ended, with the terminal',
  source: '000, 002',
  obstacle: obstacleToTerminal,
  check: async (stage) =>
    judgeAttached({ ...(await closeTerminal(stage)), isAliveWithoutParent: await killParent(stage) }),
};
