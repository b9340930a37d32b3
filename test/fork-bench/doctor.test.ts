import { accessSync, constants, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { RunOptions } from '../rig/run.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';

interface Check {
  readonly type: string;
  readonly level: 'ok' | 'mind' | 'bad';
  readonly text: string;
  readonly advice: string | null;
  readonly cost?: { readonly addedMs: number };
  readonly [fact: string]: unknown;
}

interface Doctored {
  readonly machine: Readonly<Record<string, unknown>>;
  readonly checks: readonly Check[];
}

const DOCTOR = ['doctor', '--json', '--pairs', '6'];

/** What doctor finds, in front of it perhaps another command that starts it. */
const examine = async (here: Scene, before: readonly string[] = [], options: RunOptions = {}): Promise<Doctored> => {
  const [file = '', ...operands] = [...before, toolPath('fork-bench'), ...DOCTOR];
  const ended = await here.run(file, operands, options);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(ended.stdout);
};

const find = ({ checks }: Doctored, type: string): Check | undefined => checks.find((check) => check.type === type);

test('doctor tells the machine, what it found, and what can be seen on it; all of that is no failure', async () => {
  const here = scene();
  const found = await examine(here);
  expect(found.machine).toMatchObject({ node: process.versions.node, platform: process.platform });
  const types = found.checks.map(({ type }) => type);
  for (const type of ['no-variables', 'cores', 'load', 'others', 'clock', 'way', 'reading', 'build', 'tracer'])
    expect(types).toContain(type);
  expect(find(found, 'resolution')).toMatchObject({ pairs: 6, wall: expect.any(Number) });
  for (const { level, text, advice } of found.checks) {
    expect(text).not.toBe('');
    expect(level === 'ok').toBe(advice === null);
  }
  const levels = found.checks.map(({ level }) => ['bad', 'mind', 'ok'].indexOf(level));
  expect(levels).toEqual(levels.toSorted());
});

test('for people there is a line for each, and a sentence at the end', async () => {
  const here = scene();
  const { code, stdout } = await here.tool('fork-bench', ['doctor', '--pairs', '6']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^(?:bad|mind|ok) +processors +\d+/m);
  expect(stdout).toMatch(/what can be seen +on this machine now, 6 pairs of node -e 0/);
  expect(stdout).toMatch(/\n\S.*(?:falsif|worth to be known).*\n$/);
});

test('a variable that makes Node start more slowly is told with what it costs here', async () => {
  const here = scene({
    'slow.cjs': 'const end = process.cpuUsage().user + 4e4; while (process.cpuUsage().user < end);',
  });
  const environment = { NODE_OPTIONS: `--require=${path.join(here.work, 'slow.cjs')}` };
  const check = find(await examine(here, [], { environment }), 'variable');
  expect(check).toMatchObject({ name: 'NODE_OPTIONS', level: 'bad' });
  expect(check?.cost).toMatchObject({ pairs: 10 });
  expect(check?.cost?.addedMs).toBeGreaterThan(35);
  expect(check?.text).toMatch(/it costs every start of Node \d+\.\d ms of /);
  expect(check?.advice).toContain('env -u NODE_OPTIONS');
});

test.runIf(process.platform === 'linux')('a single processor and a low priority are told', async () => {
  const here = scene();
  const found = await examine(here, ['taskset', '-c', '0', 'nice', '-n', '5']);
  expect(find(found, 'cores')).toMatchObject({ affine: 1, level: 'bad' });
  expect(find(found, 'priority')).toMatchObject({ nice: 5, level: 'mind' });
  expect(found.machine.cores).toBe(1);
});

test.runIf(process.platform === 'linux')('a memory layout that is the same at each start is told', async (context) => {
  const here = scene();
  const { code, stderr } = await here.run('setarch', ['-R', 'true']);
  if (code !== 0) context.skip(`setarch -R is not allowed here: ${stderr}`);
  expect(find(await examine(here), 'layout')).toMatchObject({ level: 'ok' });
  expect(find(await examine(here, ['setarch', '-R']), 'layout')).toMatchObject({ isRandom: false, level: 'mind' });
});

const CPU_GROUPS = '/sys/fs/cgroup/cpu';

const mayMakeGroups = (): boolean => {
  try {
    accessSync(path.join(CPU_GROUPS, 'cpu.cfs_quota_us'), constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

test('a quota of processor time is told, and how long it stopped us', async (context) => {
  if (!mayMakeGroups()) context.skip(`no control groups of version 1 that we may make in ${CPU_GROUPS}`);
  const here = scene();
  const group = path.join(CPU_GROUPS, path.basename(here.root));
  mkdirSync(group);
  here.afterwards(() => rmdirSync(group));
  writeFileSync(path.join(group, 'cpu.cfs_quota_us'), '60000');
  const enter = ['sh', '-c', `echo $$ > ${group}/cgroup.procs && exec "$@"`, 'sh'];
  const found = await examine(here, enter);
  expect(find(found, 'cores')).toMatchObject({ quota: 0.6, level: 'bad' });
  expect(found.machine.cores).toBe(0.6);
});

test('a Node that is not there is told in a sentence', async () => {
  const here = scene();
  expect(await here.tool('fork-bench', ['doctor', '--node', 'no-such-node'])).toEqual({
    code: 1,
    signal: null,
    stdout: '',
    stderr: 'fork-bench: --node: there is no no-such-node\n  name its path, or a name on PATH\n',
  });
  here.write({ node: '#!/bin/sh\nexit 3\n' });
  await here.run('chmod', ['+x', 'node']);
  const { code, stderr } = await here.tool('fork-bench', ['doctor', '--node', './node']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^fork-bench: \S+node -e 0 fails: exit code 3\n$/);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends it in the middle, and all that it has started',
  async (signal) => {
    const here = scene({ 'told.cjs': 'require("fs").appendFileSync(process.env.TOLD, `${process.pid}\\n`);' });
    const told = path.join(here.work, 'told');
    const environment = { TOLD: told, NODE_OPTIONS: `--require=${path.join(here.work, 'told.cjs')}` };
    const running = here.start(toolPath('fork-bench'), ['doctor', '--pairs', '10000'], { environment });
    // Its own line and a child's.
    await here.run('sh', ['-c', `until [ "$(wc -l < ${told})" -ge 2 ]; do sleep 0.02; done 2> /dev/null`]);
    running.kill(signal);
    expect(await running.ended).toMatchObject({ signal, stdout: '', stderr: '' });
  },
);

test('on a terminal it shows how far it is', async () => {
  const here = scene();
  const line = `${toolPath('fork-bench')} doctor --pairs 10000`;
  const running = here.start('script', ['-qec', line, '/dev/null'], {
    environment: { TERM: 'xterm' },
    stdin: 'open',
  });
  await running.until(/\d+\/10000 .*the same command against itself/);
  running.write('\u0003');
  const { stdout } = await running.ended;
  expect(stdout.endsWith('\r\u001b[K') || stdout.includes('^C')).toBe(true);
});
