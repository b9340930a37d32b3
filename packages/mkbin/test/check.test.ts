import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { directory, executable, type Literal, link } from '../../../test/rig/files.ts';
import { until } from '../../../test/rig/until.ts';
import { measureColdStart, paysToBundle } from '../src/check/cold-start.ts';
import { type Judgement, judgeTrial } from '../src/check/judgement.ts';
import { smoke } from '../src/check/smoke.ts';
import { tryOut } from '../src/check/trial.ts';

const environment = { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`, HOME: '/nonexistent' };

/** Runs `link`, a link to the script. */
const judge = (name: string, text: string, more: Literal = {}): Promise<Judgement> => {
  const root = directory({ [name]: executable(text), link: link(name), ...more });
  const direct = [process.execPath, path.join(root, name)] as const;
  return smoke({ file: path.join(root, 'link'), direct, script: path.join(root, name), text, environment });
};

const GUARD = 'import.meta.url === pathToFileURL(process.argv[1]).href';
const GUARDED = `#!/usr/bin/env node
import { pathToFileURL } from 'node:url';

if (${GUARD}) console.log('1.0.0');
`;

test('a program that answers --version answers', async () => {
  expect(
    await judge('a.mjs', '#!/usr/bin/env node\nif (process.argv[2] === "--version") console.log("1.2.3");'),
  ).toEqual({
    type: 'answers',
    operand: '--version',
    line: '1.2.3',
    ms: expect.any(Number),
  });
});

test('one that answers --help only is asked for that', async () => {
  const text = '#!/bin/sh\ntest "$1" = --help && echo usage: a\n';
  expect(await judge('a.sh', text)).toMatchObject({ type: 'answers', operand: '--help', line: 'usage: a' });
});

test('one that complains of an unknown option works', async () => {
  expect(await judge('a.sh', '#!/bin/sh\necho "unknown option $1" >&2; exit 2\n')).toMatchObject({ type: 'answers' });
});

test('one whose main guard is false through a link is found out, with the line', async () => {
  expect(await judge('a.mjs', GUARDED)).toEqual({
    type: 'guarded',
    guards: [expect.objectContaining({ line: 4, text: GUARD, isBroken: true })],
  });
});

test('one whose guard goes through variables is found out by its silence', async () => {
  const text = `#!/usr/bin/env node\nconst [, script] = process.argv;\nif (script.endsWith('a.cjs')) console.log('1');`;
  expect(await judge('a.cjs', text)).toEqual({ type: 'guarded', guards: [] });
});

test('one that says nothing either way is silent', async () => {
  expect(await judge('a.mjs', '#!/usr/bin/env node\n')).toEqual({ type: 'silent' });
});

test.each([
  [
    'a package is missing',
    '#!/usr/bin/env node\nimport "no-such-package";',
    /^Error \[ERR_MODULE_NOT_FOUND\]: .*no-such-package/,
  ],
  ['it is no JavaScript', '#!/usr/bin/env node\nconst = 1;', /^SyntaxError: /],
  ['it throws', '#!/usr/bin/env node\nthrow new TypeError("oops");', /^TypeError: oops$/],
  ['its interpreter is missing', '#!/nonexistent/node\n', /interpreter \/nonexistent\/node does not exist/],
  ['env knows no such interpreter', '#!/usr/bin/env no-such-program\n', /no-such-program/],
  ['it kills itself', '#!/bin/sh\nkill -9 $$\n', /^killed by SIGKILL$/],
])('one that fails since %s', async (_, text, why) => {
  expect(await judge('a.mjs', text)).toEqual({ type: 'fails', why: expect.stringMatching(why) });
});

test('a program has nothing to read, and no terminal to ask on', async () => {
  const text = '#!/bin/sh\nread line && echo "read $line"; (: < /dev/tty) 2>&- && echo asked; echo "$# $1"\n';
  expect(await judge('a.sh', text)).toMatchObject({ type: 'answers', operand: '--version', line: '1 --version' });
});

/** One that has ended, and whom nobody has asked for its exit code yet, has no command line any more. */
const hasEnded = (pid: string): boolean => {
  const file = `/proc/${pid}/cmdline`;
  return !existsSync(file) || readFileSync(file, 'utf8') === '';
};

test('what a run leaves behind is ended with it, also what left its session', async ({ skip }) => {
  if (!existsSync('/proc/self')) skip('there is no /proc');
  const text = '#!/bin/sh\nfor by in env setsid; do $by sleep 1000 & echo $! >> "$0.pid"; done; echo up\n';
  const root = directory({ a: executable(text) });
  const trial = await tryOut([path.join(root, 'a')], ['--version'], { environment, timeoutMs: 60_000 });
  expect(trial).toMatchObject({ ending: { exited: 0 }, stdout: 'up\n' });
  const pids = readFileSync(path.join(root, 'a.pid'), 'utf8').trim().split('\n');
  expect(pids).toHaveLength(2);
  await until(() => pids.every(hasEnded), 'they have ended');
});

test('endless output is no trouble', async () => {
  const root = directory({ a: executable('#!/bin/sh\nyes\n') });
  const { ending, stdout } = await tryOut([path.join(root, 'a')], [], { environment, timeoutMs: 300 });
  expect(ending).toEqual({ late: true });
  expect(stdout.length).toBeLessThan(4 << 20);
});

/** Measures a command that counts its runs, after it gave this answer. */
const measured = async (text: string, line: string, ms: number) => {
  const root = directory({ a: executable(`#!/bin/sh\necho run >> "$0.runs"\n${text}`) });
  const answering = { type: 'answers', operand: '--version', line, ms } as const;
  const start = await measureColdStart(path.join(root, 'a'), answering, process.execPath, environment);
  const runs = existsSync(path.join(root, 'a.runs')) ? readFileSync(path.join(root, 'a.runs'), 'utf8') : '';
  return { start, runs: runs.length / 'run\n'.length };
};

test('the start of a command that tells its version is measured beside that of Node', async () => {
  const { runs, start } = await measured('sleep 0.3\n', 'a 1.2.3', 0);
  expect(runs).toBeGreaterThanOrEqual(1);
  expect(start.commandMs).toBeGreaterThan(300);
  expect(start.nodeMs).toBeGreaterThan(0);
});

test('a command that may do something else when it is asked for its version is not run again', async () => {
  const { runs, start } = await measured('', 'deploying...', 1_234);
  expect(runs).toBe(0);
  expect(start).toEqual({ commandMs: 1_234, nodeMs: expect.any(Number) });
});

test.each([
  [60, 40, false],
  [61, 40, true],
])('%i ms beside %i ms: worth a bundle, %s', (commandMs, nodeMs, pays) => {
  expect(paysToBundle({ commandMs, nodeMs })).toBe(pays);
});

test('one that goes on after it said something is ended, and measured no more', () => {
  const trial = {
    operands: ['--version'],
    ending: { late: true },
    stdout: 'listening',
    stderr: '',
    ms: 5_000,
  } as const;
  expect(judgeTrial(trial, 5_000)).toEqual({ type: 'late', afterMs: 5_000 });
});
