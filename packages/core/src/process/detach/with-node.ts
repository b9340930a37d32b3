import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Duplex, Readable } from 'node:stream';
import { ExitCode } from '../../exit-code.ts';
import { Failure } from '../../failure.ts';
import { type Identity, identify, isAlive } from '../identity.ts';
import { send } from '../signals.ts';
import type { Birth, Detached, Ending, Hooks } from './birth.ts';
import { LINK, type Order, SOCKETS, TALK, type Word } from './intermediate.ts';
import { type OpenLegacy, openLegacy } from './legacy.ts';
import { untilNot } from './until-not.ts';

type Reply = Extract<Word, { type: 'born' | 'failed' }>;

/** The intermediate, and what it has to say. */
interface Intermediate {
  readonly pid: number;
  readonly awake: Promise<void>;
  readonly reply: Promise<Reply>;
  readonly ending: Promise<Ending>;
  readonly pipe: Readable | undefined;
  readonly channel: Pick<Detached, 'onMessage' | 'tell'>;
  readonly tell: (order: Order) => void;
  /** Breaks the connection, and waits until it is gone: with the command, if `recorded` was not said. */
  readonly leave: () => Promise<void>;
}

const spawnNode = (
  { cwd, link, nodeIntermediate, sockets = [], stderr, stdout }: Birth,
  legacy: OpenLegacy | undefined,
): ChildProcess =>
  spawn(process.execPath, [nodeIntermediate], {
    cwd,
    detached: true,
    env: {}, // what is meant for the command (NODE_OPTIONS!) is not meant for the intermediate
    stdio: [
      ...(['ignore', stdout, stderr, 'pipe'] as const),
      typeof link === 'number' ? 'pipe' : 'ignore', // above 2 libuv leaves an ignored one closed
      ...(legacy ? [legacy.exit, legacy.alive] : (['ignore', 'ignore'] as const)),
      ...sockets,
    ],
  });

/** Sends its words on to whoever waits for one of that kind. */
const listen = (talk: Duplex) => {
  const waiting: { [Kind in Word['type']]?: (word: Extract<Word, { type: Kind }>) => void } = {};
  const lines = createInterface({ input: talk });
  talk.on('error', () => {}); // its end tells enough
  lines.on('error', () => {}); // the same once more
  lines.on('line', (line) => {
    const word = JSON.parse(line) as Word;
    (waiting[word.type] as ((word: Word) => void) | undefined)?.(word);
  });
  return waiting;
};

type Heard = ReturnType<typeof listen>;

/** Messages that come before somebody wants them are kept. */
const keepMessages = (heard: Heard): Detached['onMessage'] => {
  const early: unknown[] = [];
  const listeners: ((message: unknown) => void)[] = [];
  heard.message = ({ message }) => {
    if (listeners.length === 0) early.push(message);
    for (const listener of listeners) listener(message);
  };
  return (listener) => {
    listeners.push(listener);
    for (const message of early.splice(0)) listener(message);
  };
};

/** The command's channel ends at the intermediate, which hands on what comes at either end. */
const channelThrough = (heard: Heard, say: (order: Order) => boolean): Intermediate['channel'] => ({
  onMessage: keepMessages(heard),
  tell: (message) => say({ type: 'message', message }),
});

const untilReply = (child: ChildProcess, heard: Heard, exited: Promise<unknown>): Promise<Reply> => {
  const reply = new Promise<Reply>((resolve, reject) => {
    heard.born = resolve;
    heard.failed = resolve;
    child.once('error', reject);
    exited.then((how) => {
      const hint = 'a --limit may be too low for it';
      reject(new Failure(ExitCode.failed, `the process that was to start it ended by itself: ${how}`, { hint }));
    });
  });
  reply.catch(() => {}); // looked at when its turn comes
  return reply;
};

const connect = (child: ChildProcess, pid: number): Intermediate => {
  const exited = new Promise<number | string>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? code ?? 0)),
  );
  const talk = child.stdio[TALK] as Duplex;
  const pipe = (child.stdio[LINK] ?? undefined) as Readable | undefined;
  const heard = listen(talk);
  const ending = new Promise<Ending>((resolve) => {
    heard.ended = ({ how }) => resolve(how);
    exited.then(() => resolve({ killed: 'SIGKILL' })); // somebody killed the intermediate: the command lives on, but not with us
  });
  const awake = new Promise<void>((resolve) => {
    heard.awake = () => resolve();
  });
  const say = (order: Order): boolean => !talk.destroyed && talk.write(`${JSON.stringify(order)}\n`);
  return {
    pid,
    awake,
    reply: untilReply(child, heard, exited),
    ending,
    pipe,
    channel: channelThrough(heard, say),
    tell: say,
    leave: async () => {
      talk.destroy();
      pipe?.destroy();
      await exited;
    },
  };
};

/** Node has no setrlimit(2); without prlimit(1) it stays as it is. */
const limitOpenFiles = (pid: number, soft: number | undefined): void => {
  if (soft !== undefined) spawnSync('prlimit', ['--pid', String(pid), `--nofile=${soft}:`], { stdio: 'ignore' });
};

/** Has the command begin. */
const begin = async (intermediate: Intermediate, birth: Birth, prepare: Hooks['prepare']): Promise<Identity> => {
  const { awake, pid, reply, tell } = intermediate;
  await Promise.race([awake, reply]); // Node, as it begins, sets its limit of open files as high as it can
  limitOpenFiles(pid, birth.openFiles);
  prepare(pid);
  tell({ type: 'start', ...birth, linkFrom: LINK, socketsFrom: SOCKETS });
  const word = await reply;
  if (word.type === 'failed') throw Object.assign(new Error(word.message), { code: word.code, syscall: 'spawn' });
  return identify(word.pid) ?? { pid: word.pid, startTime: '', boot: '' }; // ended already
};

/** The intermediate has killed its group by now, but a killed process takes a moment to go. */
const untilDead = async (identity: Identity): Promise<void> => {
  send(identity, 'SIGKILL');
  await untilNot(() => isAlive(identity));
};

/** As `detachWithDash`, with a Node process in between: exact in every environment, and for another user. */
export const detachWithNode = async (birth: Birth, { meanwhile, prepare, record }: Hooks): Promise<Detached> => {
  const legacy = birth.legacy && openLegacy(birth.legacy);
  const child = spawnNode(birth, legacy);
  legacy?.close();
  if (child.pid === undefined) return new Promise((_, reject) => child.once('error', reject));
  const intermediate = connect(child, child.pid);
  const { channel, ending, leave, pipe, tell } = intermediate;
  let identity: Identity | undefined;
  try {
    meanwhile?.();
    identity = await begin(intermediate, birth, prepare);
    record({ identity, session: child.pid });
    tell({ type: 'recorded' });
    return { identity, ending, pipe, ...channel, executed: async () => {}, letGo: leave };
  } catch (error) {
    await leave();
    if (identity) await untilDead(identity);
    throw error;
  }
};
