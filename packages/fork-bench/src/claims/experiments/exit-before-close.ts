import type { Readable } from 'node:stream';
import { asNumber, type Claim, type Judgement, shown } from '../claim.ts';
import { count } from '../figure.ts';
import type { Stage } from '../stage.ts';

type Event = 'exit' | 'data' | 'close';

export interface ExitAndClose {
  /** Of a command whose own child holds its output, and writes there later. */
  readonly held: readonly Event[];
  /** Of commands that write and end: how many there were, and after how many `exit` there was still something to read. */
  readonly commands: number;
  readonly unread: number;
  /** After how many of them `close` came last. */
  readonly closedLast: number;
}

export const judgeExitAndClose = ({ closedLast, commands, held, unread }: ExitAndClose): Judgement => {
  const isLate = held.join() === 'exit,data,close';
  return {
    verdict: shown(isLate && closedLast === commands),
    figure: [
      `with a grandchild on the pipe there came ${held.join(', ')}`,
      `after ${unread} of ${count(commands, 'command', 'commands')} that wrote 256 KB and ended, exit came before the last of it`,
    ].join('; '),
    values: { isLate: asNumber(isLate), commands, unread, closedLast },
  };
};

/** Starts a command, and answers with the events that come, until it is closed. */
const events = (stage: Stage, operands: readonly string[], onExit: () => void = () => {}): Promise<readonly Event[]> =>
  new Promise((resolve, reject) => {
    const order: Event[] = [];
    const child = stage.spawn(process.execPath, operands, { stdio: ['ignore', 'pipe', 'inherit'] });
    (child.stdout as Readable).on('data', () => order.push('data'));
    child.once('error', reject);
    child.once('exit', () => {
      order.push('exit');
      onExit();
    });
    child.once('close', () => resolve([...order, 'close']));
  });

const held = async (stage: Stage): Promise<readonly Event[]> => {
  const line = await stage.line();
  const grandchild = { home: line.addressFor('grandchild'), isDetached: false };
  const operands = stage.operands('parent', { children: [grandchild], sharesOutput: true, leaving: 'exits' });
  const writes = async (): Promise<void> => (await line.caller('grandchild')).tell('write late');
  return events(stage, operands, () => void writes());
};

const COMMANDS = 8;
const BYTES = 262_144;

export const exitBeforeClose: Claim = {
  id: 'exit-before-close',
  text: 'exit can come while the streams of a child are still open; close comes when they are done',
  source: '001',
  check: async (stage) => {
    const late = await held(stage);
    let [unread, closedLast] = [0, 0];
    for (let made = 0; made < COMMANDS; made += 1) {
      const order = await events(stage, stage.operands('flood', { bytes: BYTES, stays: false }));
      if (order.lastIndexOf('data') > order.indexOf('exit')) unread += 1;
      if (order.at(-1) === 'close' && order.includes('exit')) closedLast += 1;
    }
    return judgeExitAndClose({ held: late, commands: COMMANDS, unread, closedLast });
  },
};
