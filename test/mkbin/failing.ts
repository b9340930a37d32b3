// A file system whose nth change fails, or is the last that the process makes.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Shop } from './shop.ts';

/** Loaded into mkbin before anything else. It counts the calls that change something, and writes down how many there were. */
const SPY = `const fs = require('node:fs');
const { FAIL_AT, FAIL_HOW, FAIL_COUNT } = process.env;
let count = 0;
const meet = (name) => {
  count += 1;
  if (count !== Number(FAIL_AT)) return;
  if (FAIL_HOW !== 'fail') return process.kill(process.pid, FAIL_HOW);
  throw Object.assign(new Error('EIO: i/o error, ' + name), { code: 'EIO', errno: -5, syscall: name });
};
const NAMES = ['renameSync', 'symlinkSync', 'mkdirSync', 'chmodSync', 'fchmodSync', 'futimesSync', 'unlinkSync', 'rmdirSync',
  'copyFileSync', 'linkSync', 'writeFileSync', 'fsyncSync', 'ftruncateSync', 'lchownSync', 'rmSync'];
for (const name of NAMES) {
  const real = fs[name];
  fs[name] = (...operands) => (meet(name), real(...operands));
}
const { openSync, writeSync } = fs;
fs.openSync = (file, flags, ...more) => (/[wa]/.test(String(flags)) && meet('openSync'), openSync(file, flags, ...more));
fs.writeSync = (descriptor, ...more) => (descriptor > 2 && meet('writeSync'), writeSync(descriptor, ...more));
process.on('exit', () => writeSync(openSync(FAIL_COUNT, 'w'), String(count)));
`;

/** Runs mkbin so that its nth change fails with EIO, or comes with a signal; answers with the end and the number of changes. */
export const runFailing = async (
  place: Shop,
  how: 'fail' | NodeJS.Signals,
  at: number,
  operands: readonly string[],
) => {
  const { temporary } = place.here;
  const [spy, counted] = [path.join(temporary, 'spy.cjs'), path.join(temporary, 'count')];
  if (!existsSync(spy)) process.getBuiltinModule('node:fs').writeFileSync(spy, SPY);
  const environment = { NODE_OPTIONS: `--require=${spy}`, FAIL_AT: String(at), FAIL_HOW: how, FAIL_COUNT: counted };
  const ended = await place.mkbinIn({ environment }, ...operands);
  return {
    ended,
    changes: ended.signal ? Number.POSITIVE_INFINITY : Number(readFileSync(counted, 'utf8')),
  };
};
