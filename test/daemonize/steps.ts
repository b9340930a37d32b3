// daemonize as built, that is killed at its nth step: before the nth time that it changes a file, starts a process or sends a signal.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Ended } from '../rig/run.ts';
import type { Scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';

/** The two programs that take steps. */
export type Entry = 'cli' | 'supervisor';

/** Comes before the program itself. It counts from when there is a number to reach. */
const spyIn = (entry: Entry): string => `{
  const fs = require('node:fs');
  const { existsSync, readFileSync, writeFileSync } = fs;
  const processes = require('node:child_process');
  const { kill } = process;
  const file = require('node:path').join(__dirname, '${entry}.step');
  let [count, last] = [0, undefined];
  const step = () => {
    if (last === undefined && existsSync(file)) last = Number(readFileSync(file, 'utf8'));
    if (last === undefined) return;
    count += 1;
    if (count === last) {
      writeFileSync(file + '.reached', '');
      kill.call(process, process.pid, 'SIGKILL');
    }
  };
  const watch = (place, names) => {
    for (const name of names) {
      const real = place[name];
      place[name] = (...operands) => (step(), real(...operands));
    }
  };
  watch(fs, ['renameSync', 'mkdirSync', 'fchownSync', 'unlinkSync', 'rmdirSync', 'linkSync', 'appendFileSync', 'fsyncSync',
    'ftruncateSync', 'rmSync', 'writeSync', 'chmodSync']);
  watch(fs.promises, ['rename']);
  watch(processes, ['spawn', 'spawnSync']);
  const { listen } = require('node:net').Server.prototype;
  require('node:net').Server.prototype.listen = function (...operands) { step(); return listen.apply(this, operands); };
  const { openSync } = fs;
  const changes = (flags) => (typeof flags === 'number' ? (flags & 3) !== 0 : /[wa+]/.test(String(flags)));
  fs.openSync = (name, flags, ...more) => (changes(flags) && step(), openSync(name, flags, ...more));
  process.kill = (pid, signal) => (signal !== 0 && step(), kill.call(process, pid, signal));
}
`;

const FIRST_LINE = /^#!.*\n/;

/** A daemonize of the scene's own. */
export interface Stepper {
  readonly run: (...operands: readonly string[]) => Promise<Ended>;
  /** From now on, the program is killed at this step, counted from now; 0 for never. */
  readonly killAt: (entry: Entry, step: number) => void;
  /** Whether it came so far. */
  readonly isKilled: (entry: Entry) => boolean;
}

export const stepperIn = (here: Scene): Stepper => {
  const folder = path.join(here.root, 'built');
  cpSync(path.dirname(toolPath('daemonize')), folder, { recursive: true });
  for (const entry of ['cli', 'supervisor'] as const) {
    const file = path.join(folder, `${entry}.cjs`);
    const text = readFileSync(file, 'utf8');
    const first = FIRST_LINE.exec(text)?.[0] ?? '';
    writeFileSync(file, first + spyIn(entry) + text.slice(first.length));
  }
  const stepFile = (entry: Entry): string => path.join(folder, `${entry}.step`);
  return {
    run: (...operands) => here.run(process.execPath, [path.join(folder, 'cli.cjs'), ...operands]),
    killAt: (entry, step) => {
      for (const name of readdirSync(folder)) {
        if (name.startsWith(`${entry}.step`)) rmSync(path.join(folder, name));
      }
      if (step > 0) writeFileSync(stepFile(entry), String(step));
    },
    isKilled: (entry) => readdirSync(folder).includes(`${entry}.step.reached`),
  };
};
