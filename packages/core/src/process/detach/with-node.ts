import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Duplex, Readable } from 'node:stream';
import { ExitCode } from '../../exit-code.ts';
import { Failure } from '../../failure.ts';
import { identify } from '../identity.ts';
import type { Birth, Detached, Ending, Hooks } from './birth.ts';
import type { Order, Word } from './intermediate.ts';

const LINK = 4;

/** Sends its words on to whoever waits for one of that kind. */
const listen = (talk: Duplex) => {
  const waiting: { [Kind in Word['type']]?: (word: Extract<Word, { type: Kind }>) => void } = {};
  const lines = createInterface({ input: talk });
  lines.on('error', () => {}); // talk's own errors once more
  lines.on('line', (line) => {
    const word = JSON.parse(line) as Word;
    (waiting[word.type] as ((word: Word) => void) | undefined)?.(word);
  });
  return waiting;
};

/** Node has no setrlimit(2); without prlimit(1) it stays as it is. */
const limitOpenFiles = (pid: number, soft: number | undefined): void => {
  if (soft !== undefined) spawnSync('prlimit', ['--pid', String(pid), `--nofile=${soft}:`], { stdio: 'ignore' });
};

/** As `detachWithDash`, with a Node process in between: exact in every environment, and for another user. */
export const detachWithNode = async (birth: Birth, { prepare, record }: Hooks): Promise<Detached> => {
  const { link, stderr, stdout } = birth;
  const child = spawn(process.execPath, [birth.nodeIntermediate], {
    cwd: birth.cwd,
    detached: true,
    env: {}, // what is meant for the command (NODE_OPTIONS!) is not meant for the intermediate
    stdio: ['ignore', stdout, stderr, 'pipe', ...(typeof link === 'number' ? (['pipe'] as const) : [])],
  });
  const exited = new Promise<number | string>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? code ?? 0)),
  );
  if (child.pid === undefined) return new Promise((_, reject) => child.once('error', reject));
  const talk = child.stdio[3] as Duplex;
  const pipe = child.stdio[LINK] as Readable | undefined;
  talk.on('error', () => {});
  const heard = listen(talk);
  const tell = (order: Order): boolean => talk.write(`${JSON.stringify(order)}\n`);
  // Only then: Node, as it begins, sets its limit of open files as high as it can.
  const awake = new Promise<void>((resolve) => {
    heard.awake = () => resolve();
  });
  const born = new Promise<Extract<Word, { type: 'born' | 'failed' }>>((resolve, reject) => {
    heard.born = resolve;
    heard.failed = resolve;
    child.once('error', reject);
    exited.then((how) =>
      reject(
        new Failure(ExitCode.failed, `the process that was to start it ended by itself: ${how}`, {
          hint: 'a --limit may be too low for it',
        }),
      ),
    );
  });
  const ending = new Promise<Ending>((resolve) => {
    heard.ended = (word) => resolve(word.how);
    exited.then(() => resolve({ killed: 'SIGKILL' })); // somebody killed the intermediate: the command lives on, but not with us
  });
  born.catch(() => {}); // looked at when its turn comes
  const early: unknown[] = [];
  let listener = (message: unknown): void => {
    early.push(message);
  };
  heard.message = (word) => listener(word.message);

  await Promise.race([awake, born]);
  try {
    limitOpenFiles(child.pid, birth.openFiles);
    prepare(child.pid);
  } catch (error) {
    talk.destroy();
    await exited;
    throw error;
  }
  tell({ type: 'start', ...birth, linkFrom: LINK });
  const word = await born;
  if (word.type === 'failed') {
    talk.destroy();
    await exited;
    throw Object.assign(new Error(word.message), { code: word.code, syscall: 'spawn' });
  }
  const identity = identify(word.pid) ?? { pid: word.pid, startTime: '', boot: '' }; // ended already
  try {
    record({ identity, session: child.pid ?? 0 });
  } catch (error) {
    talk.destroy();
    await exited;
    throw error;
  }
  tell({ type: 'recorded' });
  return {
    identity,
    ending,
    pipe,
    onMessage: (take) => {
      listener = take;
      for (const message of early.splice(0)) take(message);
    },
    executed: async () => {},
    letGo: async () => {
      talk.destroy();
      pipe?.destroy();
      await exited;
    },
  };
};
