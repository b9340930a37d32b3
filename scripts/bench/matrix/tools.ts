import { spawnSync } from 'node:child_process';
import { bareEnvironment } from '../measure.ts';
import { ourXspawn } from '../ours.ts';
import { type NpmPeer, npmPeer, npmPeerVersion, systemPeer } from '../peers.ts';
import type { Workshop } from '../workshop.ts';

/** Something that runs a command. */
export interface Tool {
  readonly name: string;
  readonly version?: string;
  readonly argv: (command: readonly string[]) => readonly string[];
}

type Make = (workshop: Workshop) => readonly Tool[];

const missing = (name: string): readonly Tool[] => {
  console.error(`${name} is not there (npm run bench -- peers): without it`);
  return [];
};

/** One word for a POSIX shell; bare where it can be: concurrently takes away quotes around the whole line. */
const quoted = (word: string): string => (/^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

const asShellLine = (command: readonly string[]): string => command.map(quoted).join(' ');

const versionOf = (file: string, env: Record<string, string>): string => {
  const { stdout, stderr } = spawnSync(file, ['--version'], { encoding: 'utf8', env });
  return /\d+(\.\d+)+/.exec(`${stdout}${stderr}`)?.[0] ?? '';
};

/** What the shell itself answers: nothing is between us and the command. */
const alone: Make = () => [{ name: 'no wrapper', argv: (command) => ['/bin/sh', '-c', 'exec "$@"', 'sh', ...command] }];

const ours: Make = () => {
  const file = ourXspawn();
  return file ? [{ name: 'xspawn', argv: (command) => [process.execPath, file, '--', ...command] }] : [];
};

const cTools: Make = (workshop) => {
  const tool = (name: string, ...options: readonly string[]): readonly Tool[] => {
    const file = systemPeer(name);
    if (!file) return missing(name);
    const version = `${name} ${versionOf(file, bareEnvironment(workshop.environment))}`;
    return [{ name, version, argv: (command) => [file, ...options, ...command] }];
  };
  return [...tool('timeout', '60'), ...tool('tini', '-s', '--'), ...tool('dumb-init', '--')];
};

const npmTools: Make = () => {
  const tool = (name: NpmPeer, words: (command: readonly string[]) => readonly string[]): readonly Tool[] => {
    const file = npmPeer(name);
    const version = `${name} ${npmPeerVersion(name)}`;
    return file ? [{ name, version, argv: (command) => [process.execPath, file, ...words(command)] }] : missing(name);
  };
  return [...tool('cross-env', (command) => command), ...tool('concurrently', (command) => [asShellLine(command)])];
};

const npm: Make = (workshop) => [
  {
    name: 'npm exec',
    version: `npm ${versionOf('npm', bareEnvironment(workshop.environment))}`,
    argv: (command) => ['npm', 'exec', '--call', asShellLine(command)],
  },
];

/** All that are there; says which are not. */
export const tools: Make = (workshop) => [alone, ours, cTools, npmTools, npm].flatMap((make) => make(workshop));
