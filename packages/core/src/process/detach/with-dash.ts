/**
 * Descriptors on the way to the command:
 *
 *          intermediate                its child, then the command
 *     0    /dev/null                   /dev/null
 *     1    the log                     the log
 *     2    talk with us                the error log
 *     3    the error log               -
 *     4    the link                    the link, moved to where it is wanted
 *     5    the legacy: exit            -
 *     6    the legacy: alive           -
 *     9    talk with us                talk with us; closed at exec
 *
 * Sockets for the command are from 3 on; then 3 to 6 of the table come behind them.
 */
import { type ChildProcess, type IOType, spawn } from 'node:child_process';
import { fstatSync } from 'node:fs';
import type { Duplex, Readable } from 'node:stream';
import { uniqueWord } from '../../clock.ts';
import { ExitCode } from '../../exit-code.ts';
import { Failure } from '../../failure.ts';
import { type Identity, identify, isAlive } from '../identity.ts';
import { commandLineOf, readProcess } from '../process-table.ts';
import type { Birth, Detached, Ending, Hooks } from './birth.ts';
import { channelOf } from './channel.ts';
import { endingOf } from './dash-ending.ts';
import { layoutOf, scriptFor } from './dash-script.ts';
import { type OpenLegacy, openLegacy, wordsIn } from './legacy.ts';
import { untilNot } from './until-not.ts';

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

/** The intermediate, and its child that waits for its word to go on. */
interface Waiting {
  readonly child: ChildProcess;
  /** The pid of the intermediate is the number of the session that it leads. */
  readonly session: number;
  readonly identity: Identity;
  readonly script: string;
  readonly talk: Duplex;
  readonly ending: Promise<Ending>;
}

const spawnDash = (
  dash: string,
  birth: Birth,
  script: string,
  name: string,
  legacy: OpenLegacy | undefined,
): ChildProcess => {
  const { command, cwd, environment, file, link, sockets = [], stderr, stdout } = birth;
  const program = command[0].startsWith('-') || environment.PATH === undefined ? file : command[0];
  const linkType = link === 'channel' ? 'ipc' : link === undefined ? 'ignore' : 'pipe'; // above 2 libuv leaves an ignored one closed
  const more: (IOType | 'ipc' | number)[] = legacy ? [linkType, legacy.exit, legacy.alive] : [linkType];
  return spawn(dash, ['-c', script, name, environment.PWD ?? '', program, ...command.slice(1)], {
    cwd,
    detached: true,
    env: environment,
    stdio: ['ignore', stdout, stderr, ...sockets, 'pipe', ...more],
  });
};

/** Without a word the child ends, and the intermediate with it. */
const abandon = async (talk: Duplex, ending: Promise<Ending>): Promise<void> => {
  talk.destroy();
  await ending;
};

const bear = async (dash: string, birth: Birth, meanwhile: Hooks['meanwhile']): Promise<Waiting> => {
  const script = scriptFor(dash, birth);
  const complaint = { log: birth.stderr, from: fstatSync(birth.stderr).size, name: `exec-${uniqueWord()}` };
  const legacy = birth.legacy && openLegacy(birth.legacy);
  const child = spawnDash(dash, birth, script, complaint.name, legacy);
  legacy?.close();
  const { pid: session } = child;
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  if (session === undefined) return failed;
  failed.catch(() => {}); // looked at when its turn comes
  const streams: readonly unknown[] = child.stdio;
  const talk = streams[layoutOf(birth).talk] as Duplex;
  const { pid: told, words } = hear(talk);
  const said = words.then((text) => (birth.legacy ? wordsIn(birth.legacy) : text));
  const ending = endingOf(child, said, complaint);
  try {
    meanwhile?.();
  } catch (error) {
    await abandon(talk, ending);
    throw error;
  }
  const pid = await Promise.race([told, failed]);
  const identity = pid === undefined ? undefined : identify(pid);
  if (identity) return { child, session, identity, script, talk, ending };
  await abandon(talk, ending);
  throw new Failure(ExitCode.failed, 'the process that was to start it ended by itself', {
    hint: 'there may be too many processes (ulimit -u), or too little memory',
  });
};

/** Whether init, or whoever it is, has it by now. The kernel does that when the intermediate dies. */
const isParent = (intermediate: number, pid: number): boolean => readProcess(pid)?.parent === intermediate;

const held = ({ child, ending, identity, script, session, talk }: Waiting, birth: Birth): Detached => {
  const streams: readonly unknown[] = child.stdio;
  const pipe = typeof birth.link === 'number' ? (streams[layoutOf(birth).link] as Readable) : undefined;
  return {
    identity,
    ending,
    pipe,
    ...channelOf(child),
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

/** See detach.ts, and the table above. */
export const detachWithDash = async (dash: string, birth: Birth, hooks: Hooks): Promise<Detached> => {
  const { meanwhile, prepare, record } = hooks;
  const waiting = await bear(dash, birth, meanwhile);
  const { ending, identity, session, talk } = waiting;
  try {
    prepare(identity.pid);
    record({ identity, session });
  } catch (error) {
    await abandon(talk, ending);
    throw error;
  }
  talk.end('go\n');
  return held(waiting, birth);
};
