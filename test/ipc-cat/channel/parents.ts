import type { Running } from '../../rig/run.ts';
import { type Scene, scene } from '../../rig/scene.ts';
import { toolPath } from '../../rig/tool.ts';

/** A Node parent that starts a command with a channel, sends what it is told on its standard input, and tells all it hears. */
const PARENT = `
const { spawn, fork } = require('node:child_process');
const { createInterface } = require('node:readline');
const { command, at = 3, serialization = 'json', node } = JSON.parse(process.argv[2]);
const stdio = ['ignore', 'inherit', 'inherit'];
while (stdio.length < at) stdio.push('ignore');
stdio.push('ipc');
const tell = (fact) => console.log('parent ' + require('node:util').inspect(fact, { depth: 9, breakLength: Infinity, compact: true }));
const child = node
  ? fork(node.file, node.operands ?? [], { execPath: process.env.IPC_CAT, execArgv: node.execArgv, serialization })
  : spawn(command[0], command.slice(1), { stdio, serialization });
tell({ pid: child.pid });
child.on('message', (got) => tell({ got }));
let ends = 0;
const end = () => ++ends === 2 && process.stdout.write('', () => process.exit(0));
child.on('disconnect', () => { tell('disconnect'); end(); });
child.on('exit', (code, signal) => { tell({ code, signal }); end(); });
child.on('error', (error) => tell({ error: error.code }));
process.on('warning', ({ name }) => tell({ warning: name }));
createInterface({ input: process.stdin }).on('line', (line) => eval(line));
`;

interface Spec {
  readonly command?: readonly string[];
  /** The descriptor that the channel has in the command. */
  readonly at?: number;
  readonly serialization?: 'json' | 'advanced';
  /** The command is ipc-cat in the place of Node. */
  readonly node?: {
    readonly file: string;
    readonly operands?: readonly string[];
    readonly execArgv: readonly string[];
  };
}

/** A scene with that parent, and these files. */
export const parentScene = (files: Readonly<Record<string, string>> = {}): Scene =>
  scene({ 'parent.cjs': PARENT, ...files });

export const ipcCat = toolPath('ipc-cat');

/** Starts the parent. Lines that are written to it are its code: \`child.send(1)\`. */
export const startParent = (here: Scene, spec: Spec): Running =>
  here.start(process.execPath, ['parent.cjs', JSON.stringify(spec)], {
    stdin: 'open',
    environment: { IPC_CAT: ipcCat },
  });

const isExit = (fact: string): boolean => fact.startsWith('{ code: ');

/** What the parent told, in order; of the ends of the channel and of the process Node tells either first. */
export const toldBy = ({ stdout }: { readonly stdout: string }): readonly string[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('parent ') && !line.includes('pid:'))
    .map((line) => line.slice('parent '.length))
    .sort((one, other) => Number(isExit(one)) - Number(isExit(other)));

/** What the command printed. */
export const printedIn = ({ stdout }: { readonly stdout: string }): string =>
  stdout
    .split('\n')
    .filter((line) => !line.startsWith('parent '))
    .join('\n');
