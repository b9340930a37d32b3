/**
 * Descriptors on the way to the command:
 *
 *          intermediate                its child, then the command
 *     0    /dev/null                   /dev/null
 *     1    the log                     the log
 *     2    talk with us                the error log
 *     3    the error log               -
 *     4    the link                    the link, moved to where it is wanted
 *     9    talk with us                talk with us; closed at exec
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import type { Duplex, Readable } from 'node:stream';
import { uniqueWord } from '../../clock.ts';
import { ExitCode } from '../../exit-code.ts';
import { Failure } from '../../failure.ts';
import { sleep } from '../../sleep.ts';
import { signalName } from '../ended.ts';
import { identify, isAlive } from '../identity.ts';
import { commandLineOf, readProcess } from '../process-table.ts';
import type { Birth, Detached, Ending, Hooks } from './birth.ts';

const LINK = 4;

/** What we wait for takes the kernel a moment: less than a timer can measure, and the processor is left to it. */
const SHORT_MS = 0.2;
const SHORT_PAUSES = 50;

/** Waits while something is so that is sure to end. */
const untilNot = async (isSo: () => boolean): Promise<void> => {
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  for (let pauses = 0; isSo(); pauses += 1) {
    if (pauses < SHORT_PAUSES) Atomics.wait(nobody, 0, 0, SHORT_MS);
    else await sleep(1);
  }
};

/** Variables that dash sets anew whatever it was handed. PWD, too, but that can be mended. */
const REWRITTEN = new Set(['IFS', 'OPTIND', 'PPID', 'proctools_pid', 'proctools_rest', 'proctools_word']);

/** Why dash cannot be the intermediate; undefined when it can. */
export const obstacleForDash = (birth: Birth): string | undefined => {
  if (birth.owner) return 'it cannot change the user';
  if (typeof birth.link === 'number' && birth.link > 9) return 'it knows descriptors of one digit only';
  if (birth.environment.PATH?.includes('%')) return 'it reads more into a % in PATH'; // as in `%func`
  const lost = Object.keys(birth.environment).find((name) => !/^[A-Za-z_]\w*$/.test(name) || REWRITTEN.has(name));
  return lost === undefined ? undefined : `it would not hand on ${lost}`;
};

export const dashFile = (): string | undefined => ['/bin/dash', '/usr/bin/dash'].find((file) => existsSync(file));

/** A subshell does not know its pid: $$ is the shell's. Where there is no /proc, a child of its own sees it as its parent. */
const learnPid = (dash: string): string =>
  process.platform === 'linux'
    ? 'read -r proctools_pid proctools_rest </proc/self/stat'
    : `proctools_pid=$(exec ${dash} -c 'echo $PPID')`;

/**
 * dash becomes the intermediate, and a subshell of it the child, which tells its pid, waits until it
 * may go on, and becomes the command. The redirections are the subshell's, for what dash itself has
 * to say must not go into the log; `exit` keeps dash from doing without the subshell. Nothing in
 * here comes from the user.
 */
const scriptFor = (dash: string, { environment, link, openFiles, umask }: Birth): string => {
  const moved = typeof link === 'number' && link !== LINK ? ` ${link}>&${LINK} ${LINK}>&-` : '';
  const child = [
    learnPid(dash),
    'echo $proctools_pid >&9',
    'read -r proctools_word <&9 || exit 125',
    environment.PWD === undefined ? 'unset PWD' : 'PWD=$1',
    'shift',
    `umask ${umask.toString(8).padStart(4, '0')}`,
    ...(openFiles === undefined ? [] : [`ulimit -S -n ${openFiles}`]),
    `exec "$@" 2>&3 3>&- 9>&-${moved}`,
  ].join('; ');
  return `exec 9>&3 3>&2 2>&9; (${child}); exit`;
};

/** All that comes from the intermediate: its child's pid in the first line, then dash's own words, if any. */
const hear = (talk: Duplex): { readonly pid: Promise<number | undefined>; readonly words: Promise<string> } => {
  let text = '';
  let tellPid: (pid: number | undefined) => void;
  const pid = new Promise<number | undefined>((resolve) => {
    tellPid = resolve;
  });
  const words = new Promise<string>((resolve) => {
    talk.on('error', () => {}); // its end tells enough
    talk.once('close', () => {
      tellPid(undefined);
      resolve(text.slice(text.indexOf('\n') + 1));
    });
  });
  talk.on('data', (chunk) => {
    text += chunk;
    if (text.includes('\n')) tellPid(Number.parseInt(text, 10));
  });
  return { pid, words };
};

/**
 * dash reports a death by signal as 128 + n, as it would report exit(128 + n). But it says a word
 * about the signal on its own stderr, except for INT and PIPE: there 130 and 141 are taken for what
 * they mean by convention.
 */
const decode = (code: number, words: string): Ending => {
  const number = code - 128;
  if (number <= 0) return { exited: code };
  const name = signalName(number);
  return words !== '' || name === 'SIGINT' || name === 'SIGPIPE' ? { killed: name } : { exited: code };
};

/** The log may be open for writing alone, so it is opened once more; one that we may not read tells nothing. */
const readBack = (log: number, from: number): string => {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(`/dev/fd/${log}`, 'r');
    const buffer = Buffer.alloc(1024);
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, 1024, from));
  } catch {
    return '';
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
};

/** What the intermediate's child itself wrote when exec failed: it is taken out of the log again. */
const execFailure = (log: number, from: number, name: string): string | undefined => {
  const text = fstatSync(log).size > from ? readBack(log, from) : '';
  if (!text.startsWith(`${name}: `)) return undefined;
  if (fstatSync(log).size === from + Buffer.byteLength(text)) ftruncateSync(log, from); // else somebody wrote behind it
  return text.trim().split(': ').at(-1);
};

const endingOf = async (child: ChildProcess, saidAll: Promise<string>): Promise<Ending> => {
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.once('exit', (...how) => resolve(how));
  });
  const words = await saidAll;
  return code === null ? { killed: signal ?? 'SIGKILL' } : decode(code, words);
};

/** Sets it up so that the child waits for its word to go on. By `name` its complaints are known. */
const bear = (dash: string, birth: Birth, script: string, name: string): ChildProcess => {
  const { command, cwd, environment, file, link, stderr, stdout } = birth;
  const program = command[0].startsWith('-') || environment.PATH === undefined ? file : command[0];
  const links = link === undefined ? [] : ([link === 'channel' ? 'ipc' : 'pipe'] as const);
  return spawn(dash, ['-c', script, name, environment.PWD ?? '', program, ...command.slice(1)], {
    cwd,
    detached: true,
    env: environment,
    stdio: ['ignore', stdout, stderr, 'pipe', ...links],
  });
};

/** Whether init, or whoever it is, has it by now. The kernel does that when the intermediate dies. */
const isParent = (intermediate: number, pid: number): boolean => readProcess(pid)?.parent === intermediate;

export const detachWithDash = async (dash: string, birth: Birth, { prepare, record }: Hooks): Promise<Detached> => {
  const { link, stderr } = birth;
  const script = scriptFor(dash, birth);
  const name = `exec-${uniqueWord()}`;
  const logged = fstatSync(stderr).size;
  const child = bear(dash, birth, script, name);
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  if (child.pid === undefined) await failed;
  const streams: readonly unknown[] = child.stdio;
  const talk = streams[3] as Duplex;
  const pipe = typeof link === 'number' ? (streams[LINK] as Readable) : undefined;
  const heard = hear(talk);
  const ending = endingOf(child, heard.words).then((how): Ending => {
    const isExecFailure = 'exited' in how && (how.exited === 126 || how.exited === 127);
    const reason = isExecFailure ? execFailure(stderr, logged, name) : undefined;
    return reason === undefined ? how : { notExecuted: reason };
  });
  const pid = await Promise.race([heard.pid, failed]);
  const identity = pid === undefined ? undefined : identify(pid);
  const session = child.pid;
  if (!identity || session === undefined) {
    talk.destroy();
    await ending;
    throw new Failure(ExitCode.failed, 'the process that was to start it ended by itself', {
      hint: 'there may be too many processes (ulimit -u), or too little memory',
    });
  }
  try {
    prepare(identity.pid);
    record({ identity, session });
  } catch (error) {
    talk.destroy();
    await ending;
    throw error;
  }
  talk.end('go\n');
  return {
    identity,
    ending,
    pipe,
    onMessage: (listener) => child.on('message', listener),
    executed: async () => {
      await untilNot(() => commandLineOf(identity.pid)[2] === script);
      if (!isAlive(identity)) await ending; // it may have ended because exec failed
    },
    letGo: async () => {
      child.kill('SIGKILL');
      await untilNot(() => isParent(session, identity.pid));
      talk.destroy();
      pipe?.destroy();
      if (child.connected) child.disconnect();
      child.unref();
    },
  };
};
