// The claims, checked by the built command: verdicts on what is shown are facts, those on what is measured are not ours to expect.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { claimIds } from '../../packages/fork-bench/src/claims/ids.ts';
import { executable, link } from '../rig/files.ts';
import { processesAround } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';

interface Claim {
  readonly id: string;
  readonly text: string;
  readonly source: string;
  readonly verdict: string;
  readonly figure: string;
  readonly values: Readonly<Record<string, number>>;
  readonly node: string;
}

interface Printed {
  readonly type: string;
  readonly machine: Readonly<Record<string, unknown>>;
  readonly claims: readonly Claim[];
}

const check = async (here: Scene, ...operands: readonly string[]) => {
  const ended = await here.tool('fork-bench', ['claims', '--json', '--budget', '1s', ...operands]);
  return { ...ended, printed: JSON.parse(ended.stdout) as Printed };
};

const isLinux = process.platform === 'linux';

/** What is seen on every Linux. */
const SHOWN = {
  'spawn-is-base': 'holds',
  'fork-is-node': 'holds',
  'maxbuffer-kills': 'holds',
  injection: 'holds',
  'exit-before-close': 'holds',
  'port-in-use': 'holds',
  'detached-survives': 'holds',
  'attached-dies': 'depends',
  'orphan-ppid': 'holds',
  'channel-env': 'holds',
  'cwd-inherited': 'holds',
  'loop-order': 'holds',
  'kill-is-signal': 'holds',
  'memory-separate': 'holds',
};

/** Some of the values that the figures say in words. */
const SEEN = {
  'detached-survives': { isAlive: 1, isLeader: 1, hasTerminal: 0, wasOnTerminal: 1 },
  'attached-dies': { isEnded: 1, isDeafAlive: 1, isAliveWithoutParent: 1 },
  'port-in-use': { refused: 2, handedListening: 3, clusteredListening: 3 },
  'maxbuffer-kills': { limit: 1_048_576, isKilled: 1 },
};

/** What depends on the machine, and on what else it does: in parts, as on a busy one each takes its time. */
const MEASURED: readonly (readonly string[])[] = [
  ['fork-cost'],
  ['execfile-faster', 'shell-extra-process', 'nexttick'],
  ['blocking'],
  ['workers-use-cores'],
];

const VERDICTS = ['holds', 'does not hold', 'depends'];

const assertWhole = ({ figure, node, source, text, values, verdict }: Claim): void => {
  expect(VERDICTS).toContain(verdict);
  expect(figure).toMatch(/^[^\n]{20,}$/);
  expect(node).toBe(process.versions.node);
  expect(source).toMatch(/^00\d(, 00\d)*$/);
  expect(text).toMatch(/^\S.{10,}$/);
  expect(Object.keys(values)).not.toEqual([]);
  expect(Object.values(values).every(Number.isFinite)).toBe(true);
};

const assertNothingLeft = (here: Scene): void => {
  expect(processesAround(here.root)).toEqual([]);
  expect(readdirSync(here.temporary)).toEqual([]);
};

test('every claim is either shown or measured', () => {
  expect([...Object.keys(SHOWN), ...MEASURED.flat()].sort()).toEqual([...claimIds].sort());
});

test.runIf(isLinux)('what is shown gets the same verdict on every Linux; nothing is left of it', async () => {
  const here = scene();
  const { code, printed, stderr } = await check(here, ...Object.keys(SHOWN));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(printed.type).toBe('claims');
  expect(printed.machine).toMatchObject({ node: process.versions.node, platform: 'linux' });
  expect(Object.fromEntries(printed.claims.map(({ id, verdict }) => [id, verdict]))).toEqual(SHOWN);
  printed.claims.forEach(assertWhole);
  assertNothingLeft(here);
  expect(Object.fromEntries(printed.claims.map(({ id, values }) => [id, values]))).toMatchObject(SEEN);
  expect(printed.claims.find(({ id }) => id === 'attached-dies')?.figure).toContain('SIGHUP');
});

test.runIf(isLinux).each(MEASURED.map((ids) => [ids.join(', '), ids] as const))(
  'what is measured gets a verdict, and figures behind it; nothing is left of it: %s',
  async (_, ids) => {
    const here = scene();
    const { code, printed, stderr } = await check(here, ...ids);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(printed.claims.map(({ id }) => id)).toEqual(ids);
    printed.claims.forEach(assertWhole);
    assertNothingLeft(here);
  },
);

test('a terminal is shown the verdict, the sentence, its article and the figure', async () => {
  const { code, stdout } = await scene().tool('fork-bench', ['claims', 'cwd-inherited', 'loop-order']);
  expect(code).toBe(0);
  expect(stdout.replace(/\s+/g, ' ')).toMatch(/holds .*working directory.*cwd-inherited.*002.*holds .*loop-order.*000/);
});

test('a claim that there is not is refused before anything is started', async () => {
  const { code, stderr, stdout } = await scene().tool('fork-bench', ['claims', 'blockin']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe('fork-bench: there is no claim "blockin"\n  did you mean blocking?\n');
});

/** A folder with nothing but Node. */
const onlyNode = { 'bin/node': link(process.execPath) };

test.runIf(isLinux)('an experiment that cannot be made is told in a sentence, and the others are made', async () => {
  const here = scene(onlyNode);
  const operands = ['claims', '--json', 'channel-env', 'cwd-inherited'];
  const PATH = path.join(here.work, 'bin');
  const { code, stderr, stdout } = await here.run(process.execPath, [toolPath('fork-bench'), ...operands], {
    environment: { PATH },
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^fork-bench: channel-env could not be checked under Node \S+: spawn env ENOENT\n$/);
  expect((JSON.parse(stdout) as Printed).claims.map(({ id }) => id)).toEqual(['cwd-inherited']);
});

const driverIn = (here: Scene) => processesAround(here.root).find(({ command }) => command.includes('driver.cjs'));

/** Until the experiment is under way, whose name the driver has in its operand: it has children then. */
const untilChild = (here: Scene) =>
  until(
    () => processesAround(here.root).find(({ command }) => command.includes('child-')),
    'an experiment has started a child',
  );

test.runIf(isLinux)(
  'an experiment that takes its driver with it is lost, and the others are made by another',
  async () => {
    const here = scene();
    const running = here.start(toolPath('fork-bench'), ['claims', '--json', 'blocking', 'cwd-inherited']);
    await untilChild(here);
    const driver = driverIn(here);
    if (driver) process.kill(driver.pid, 'SIGKILL');
    const { code, stderr, stdout } = await running.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^fork-bench: blocking could not be checked under Node \S+: killed by SIGKILL\n$/);
    expect((JSON.parse(stdout) as Printed).claims.map(({ id }) => id)).toEqual(['cwd-inherited']);
  },
);

test.runIf(isLinux).each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends it, with all that runs and what it has written, and prints what was found until then',
  async (signal) => {
    const here = scene();
    const running = here.start(toolPath('fork-bench'), ['claims', '--json', 'fork-cost']);
    await untilChild(here);
    running.kill(signal);
    const ended = await running.ended;
    expect(ended.signal).toBe(signal);
    expect((JSON.parse(ended.stdout) as Printed).claims).toEqual([]);
    await until(() => processesAround(here.root).length === 0, 'nothing runs');
    expect(readdirSync(here.temporary)).toEqual([]);
  },
);

test.runIf(isLinux)('those that left the driver, detached or orphaned, end with it, however it ends', async () => {
  const here = scene();
  const running = here.start(toolPath('fork-bench'), ['claims', 'detached-survives', 'attached-dies', 'orphan-ppid']);
  await until(
    () => processesAround(here.root).some(({ command }) => / tell /.test(command)),
    'there is one that was left',
  );
  const { pid } = running;
  process.kill(pid, 'SIGKILL');
  await running.ended;
  await until(() => processesAround(here.root).length === 0, 'nothing runs');
});

test.runIf(isLinux)('without script(1) what needs a terminal is told as a note, and is no failure', async () => {
  const here = scene(onlyNode);
  const operands = ['claims', '--json', 'attached-dies', 'detached-survives'];
  const PATH = path.join(here.work, 'bin');
  const { code, stderr, stdout } = await here.run(process.execPath, [toolPath('fork-bench'), ...operands], {
    environment: { PATH },
  });
  expect(code).toBe(0);
  expect(stderr).toMatch(/^fork-bench: attached-dies cannot be checked here: .*script\(1\).*\n$/);
  const [detached, ...others] = (JSON.parse(stdout) as Printed).claims;
  expect(others).toEqual([]);
  expect(detached).toMatchObject({ id: 'detached-survives', verdict: 'holds', values: { wasOnTerminal: 0 } });
});

test.runIf(isLinux)('a script(1) that fails is told, and is not waited for', async () => {
  const here = scene({ ...onlyNode, 'bin/script': executable('#!/bin/sh\nexit 3\n') });
  const PATH = path.join(here.work, 'bin');
  const operands = [toolPath('fork-bench'), 'claims', '--json', 'attached-dies', 'detached-survives', 'orphan-ppid'];
  const { code, stderr, stdout } = await here.run(process.execPath, operands, { environment: { PATH } });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^(fork-bench: (attached|detached)-\w+ could not be checked .*: exit code 3\n){2}$/);
  expect((JSON.parse(stdout) as Printed).claims.map(({ id }) => id)).toEqual(['orphan-ppid']);
});

test.runIf(isLinux)(
  'the exports are written: a table, JSON that can be read again, and a page with a picture',
  async () => {
    const here = scene();
    const files = ['--export-markdown', 'claims.md', '--export-json', 'claims.json', '--html', 'claims.html'];
    const checked = await here.tool('fork-bench', ['claims', 'cwd-inherited', 'injection', ...files]);
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    const read = (name: string) => readFileSync(path.join(here.work, name), 'utf8');
    expect(read('claims.md')).toMatch(/^\| Claim.*\n.*\n.*holds/);
    expect(read('claims.html')).toMatch(/^<!doctype html>[\s\S]*cwd-inherited/i);
    const { code, stdout } = await here.tool('fork-bench', ['report', 'claims.json']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: checked.stdout });
  },
);

test('the driver loads neither yargs nor execa, and its children load nothing of ours but themselves', () => {
  const dist = path.dirname(toolPath('fork-bench'));
  const requires = (file: string) => [
    ...readFileSync(path.join(dist, file), 'utf8').matchAll(/require\("(\.[^"]+)"\)/g),
  ];
  expect(requires('child-claims.cjs')).toEqual([]);
  for (const file of ['driver.cjs', 'claims-suite.cjs', 'child-claims.cjs']) {
    expect(readFileSync(path.join(dist, file), 'utf8')).not.toMatch(/yargs|execa/);
  }
});
