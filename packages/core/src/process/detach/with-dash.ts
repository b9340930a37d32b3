/**
 * Descriptors on the way to the command:
 *
 *          intermediate                its child, then the command
 *     0    /dev/null                   /dev/null
 *     1    the log                     the log
 *     2    what dash itself says       the error log
 *     3    the error log               -
 *     4    talk with us                talk with us; closed at exec
 *     5    the link                    the link, moved to where it is wanted
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, fstatSync, ftruncateSync, readSync } from 'node:fs';
import { constants } from 'node:os';
import type { Duplex, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalName } from '../ended.ts';
import { identify, isAlive } from '../identity.ts';
import { commandLineOf } from '../process-table.ts';
import type { Birth, Detached, Ending, Hooks } from './detach.ts';

const LINK = 5;

/** In a subshell, so that its redirections are not dash's own; `exit` keeps dash from becoming the child itself. */
const INTERMEDIATE = '(exec "$0" -c "$@" 2>&3 3>&-); exit';

/** Variables that dash sets anew whatever it was handed. PWD, too, but that can be mended. */
const REWRITTEN = new Set(['IFS', 'OPTIND', 'PPID']);

/** Why dash cannot be the intermediate; undefined when it can. */
export const obstacleForDash = (birth: Birth): string | undefined => {
  if (birth.owner) return 'it cannot change the user';
  if (typeof birth.link === 'number' && birth.link > 9) return 'it knows descriptors of one digit only';
  const lost = Object.keys(birth.environment).find((name) => !/^[A-Za-z_]\w*$/.test(name) || REWRITTEN.has(name));
  return lost === undefined ? undefined : `it would not hand on ${lost}`;
};

export const dashFile = (): string | undefined => ['/bin/dash', '/usr/bin/dash'].find((file) => existsSync(file));

/** Tells its pid, waits until it may go on, and becomes the command. Nothing in it comes from the user. */
const childScript = ({ environment, link, umask }: Birth): string =>
  [
    'echo $$ >&4',
    'read -r go <&4 || exit 125',
    environment.PWD === undefined ? 'unset PWD' : 'PWD=$1',
    'shift',
    ...(umask === undefined ? [] : [`umask ${umask.toString(8).padStart(4, '0')}`]),
    `exec "$@" 4>&-${typeof link === 'number' && link !== LINK ? ` ${link}>&${LINK} ${LINK}>&-` : ''}`,
  ].join('; ');

const firstLine = (talk: Readable): Promise<string | undefined> =>
  new Promise((resolve) => {
    let text = '';
    const take = (chunk: Buffer): void => {
      text += chunk;
      if (text.includes('\n')) resolve(text);
    };
    talk.on('data', take).once('close', () => resolve(undefined));
  });

/**
 * dash reports a death by signal as 128 + n, as it would report exit(128 + n). But it says a word
 * about the signal on its own stderr, except for INT and PIPE: there 130 and 141 are taken for what
 * they mean by convention.
 */
const decode = (code: number, words: string): Ending => {
  const { SIGINT, SIGPIPE } = constants.signals;
  const number = code - 128;
  const bySignal = number > 0 && (words !== '' || number === SIGINT || number === SIGPIPE);
  return bySignal ? { killed: signalName(number) } : { exited: code };
};

/** What the intermediate's child itself wrote when exec failed: it is taken out of the log again. */
const execFailure = (log: number, from: number, name: string): string | undefined => {
  const buffer = Buffer.alloc(1024);
  const text = buffer.toString('utf8', 0, fstatSync(log).size > from ? readSync(log, buffer, 0, 1024, from) : 0);
  if (!text.startsWith(`${name}: `)) return undefined;
  ftruncateSync(log, from);
  return text.trim().split(': ').at(-1);
};

const endingOf = async (child: ChildProcess, log: number, from: number, name: string): Promise<Ending> => {
  let words = '';
  const saidAll = new Promise((resolve) => {
    child.stderr?.on('data', (chunk) => {
      words += chunk;
    });
    child.stderr?.once('close', resolve);
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.once('exit', (...how) => resolve(how));
  });
  await saidAll;
  if (code === null) return { killed: signal ?? 'SIGKILL' };
  const failure = code === 126 || code === 127 ? execFailure(log, from, name) : undefined;
  return failure === undefined ? decode(code, words) : { notExecuted: failure };
};

export const detachWithDash = async (dash: string, birth: Birth, { prepare, record }: Hooks): Promise<Detached> => {
  const { command, cwd, environment, link, stderr, stdout } = birth;
  const script = childScript(birth);
  const name = `exec-${randomBytes(8).toString('hex')}`; // by this the child's own complaint is known
  const program = command[0].startsWith('-') ? birth.file : command[0];
  const operands = [script, name, environment.PWD ?? '', program, ...command.slice(1)];
  const logged = fstatSync(stderr).size;
  const child = spawn(dash, ['-c', INTERMEDIATE, dash, ...operands], {
    cwd,
    detached: true,
    env: environment,
    stdio: [
      'ignore',
      stdout,
      'pipe',
      stderr,
      'pipe',
      ...(link === undefined ? [] : ([link === 'channel' ? 'ipc' : 'pipe'] as const)),
    ],
  });
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  const ending = endingOf(child, stderr, logged, name);
  const streams: readonly unknown[] = child.stdio;
  const talk = streams[4] as Duplex;
  const pipe = streams[LINK] as Readable | undefined;
  talk.on('error', () => {}); // its end tells enough
  const line = await Promise.race([firstLine(talk), failed]);
  const identity = line === undefined ? undefined : identify(Number(line));
  if (!identity || child.pid === undefined)
    throw new Error(`the intermediate process ended: ${JSON.stringify(await ending)}`);
  try {
    prepare(identity.pid);
    record({ identity, session: child.pid });
  } catch (error) {
    talk.destroy();
    await ending;
    throw error;
  }
  talk.end('go\n');
  talk.resume();

  return {
    identity,
    ending,
    pipe,
    onMessage: (listener) => child.on('message', listener),
    executed: async () => {
      for (let look = 0; isAlive(identity); look += 1) {
        if (commandLineOf(identity.pid)[2] !== script) return;
        await sleep(look < 20 ? 0 : 1);
      }
      await ending; // it may have ended because exec failed
    },
    letGo: async () => {
      child.kill('SIGKILL');
      await ending;
      talk.destroy();
      pipe?.destroy();
      if (child.connected) child.disconnect();
    },
  };
};
