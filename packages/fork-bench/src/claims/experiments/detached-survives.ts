import { readProcess } from '@proctools/core';
import { sayAdopter } from '../adoption.ts';
import type { Facts } from '../child/facts.ts';
import { asNumber, type Claim, type Judgement, notOnWindows, shown } from '../claim.ts';
import { endOf, failureOf } from '../messages.ts';
import { obstacleToTerminal, onTerminal } from '../terminal.ts';

export interface Detached {
  /** What it says once its parent has ended by itself; undefined: it has ended, too. */
  readonly facts: Facts | undefined;
  readonly parent: number;
  /** Of the system; undefined where it does not tell. */
  readonly session: number | undefined;
  /** Whether its parent was on a terminal, which is closed by now. */
  readonly wasOnTerminal: boolean;
  /** In words. */
  readonly adopter: string;
}

export const judgeDetached = ({ adopter, facts, parent, session, wasOnTerminal }: Detached): Judgement => {
  const isLeader = session === undefined || session === facts?.pid;
  const isAdopted = facts !== undefined && facts.ppid !== parent;
  const isFree = facts?.hasTerminal === false;
  return {
    verdict: shown(isLeader && isAdopted && isFree),
    figure:
      facts === undefined
        ? 'it ended with its parent'
        : [
            `it lives on after its parent${wasOnTerminal ? ' and the terminal' : ''}`,
            `its parent is ${isAdopted ? adopter : 'the same'}`,
            isLeader ? 'it leads its session' : `its session is ${session}`,
            isFree ? 'it has no terminal' : 'it has a terminal',
          ].join('; '),
    values: {
      isAlive: asNumber(facts !== undefined),
      isLeader: asNumber(isLeader),
      isAdopted: asNumber(isAdopted),
      hasTerminal: asNumber(!isFree),
      wasOnTerminal: asNumber(wasOnTerminal),
    },
  };
};

/** 0 stands for "not told". */
const sessionOf = (pid: number): number | undefined => readProcess(pid)?.session || undefined;

export const detachedSurvives: Claim = {
  id: 'detached-survives',
  text: 'a detached, unref()ed child with stdio ignored outlives its parent, leads a session, has no terminal, and init becomes its parent',
  source: '000, 002, 003',
  obstacle: notOnWindows,
  check: async (stage) => {
    const line = await stage.line();
    const child = { home: line.addressFor('child'), isDetached: true };
    const words = [
      ...stage.operands('parent', { home: line.addressFor('parent'), children: [child], leaving: 'ends' }),
    ];
    const wasOnTerminal = obstacleToTerminal() === undefined;
    const started = wasOnTerminal
      ? onTerminal(stage, [process.execPath, ...words])
      : stage.spawn(process.execPath, words, { stdio: 'ignore' });
    const callers = Promise.all([line.caller('child'), line.caller('parent')]);
    const [caller, parent] = await Promise.race([callers, failureOf(started)]);
    parent.tell('leave'); // it lets go of us, and nothing keeps it any more
    await parent.gone;
    await endOf(started);
    const facts = await caller.look();
    return judgeDetached({
      facts,
      parent: parent.facts.pid,
      session: facts && sessionOf(facts.pid),
      wasOnTerminal,
      adopter: facts ? sayAdopter(facts.ppid) : '',
    });
  },
};
