import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { descriptorFlagsOf } from '../rig/descriptors.ts';
import { isAlive, processesAround, processInfo } from '../rig/processes.ts';
import { Puppet } from '../rig/puppet.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { BIRTHS, pidIn, startSleeping } from './births.ts';

const NONE = new Set<string>();

/** Who takes orphans in: init, or the nearest subreaper. */
const parentOfOrphans = async (here: Scene): Promise<number> => {
  const { stdout } = await here.run('sh', ['-c', 'sleep 1000 >/dev/null 2>&1 & echo $!']);
  const orphan = Number(stdout);
  const { ppid } = processInfo(orphan);
  process.kill(orphan, 'SIGKILL');
  await until(() => !isAlive(orphan), 'the orphan has ended');
  return ppid;
};

describe.each(BIRTHS)('a daemon born through %s', (_, environment) => {
  test('has a session and a group of its own that it does not lead, no terminal, and init for a parent', async () => {
    const here = scene();
    const info = await startSleeping(here, [], environment);
    const own = processInfo(process.pid);
    expect(info.session).not.toBe(own.session);
    expect(info.session).not.toBe(info.pid);
    expect(info.processGroup).toBe(info.session);
    expect(info.terminal).toBe(0);
    expect(info.ppid).toBe(await parentOfOrphans(here));
  });

  test('is all that stays in memory', async () => {
    const here = scene();
    const { pid, command } = await startSleeping(here, [], environment);
    expect(processesAround(here.root).map((found) => found.pid)).toEqual([pid]);
    expect(command).toEqual(['sleep', '1000']);
  });

  test('reads nothing, appends to its log files, and holds no other descriptor', async () => {
    const here = scene();
    const { descriptors, descriptorFlags } = await startSleeping(here, [], environment);
    const folder = path.join(here.state, 'sleep');
    expect(Object.fromEntries(descriptors)).toEqual({
      0: '/dev/null',
      1: path.join(folder, 'out.log'),
      2: path.join(folder, 'err.log'),
    });
    expect([1, 2].map((descriptor) => descriptorFlags(descriptor).append)).toEqual([true, true]);
  });

  test('gets none of the descriptors that its caller had open', async () => {
    const here = scene();
    const open = [3, 5, 12, 17, 40, 251].map((number) => `exec ${number}</etc/passwd`).join('; ');
    const script = `${open}; "$0" --settle 0 sleep 1000`;
    const started = await here.run('bash', ['-c', script, toolPath('daemonize')], { environment });
    expect([...processInfo(pidIn(started)).descriptors.keys()]).toEqual([0, 1, 2]);
  });

  test('has /dev/null and its logs, also when its caller has no standard descriptors', async () => {
    const here = scene();
    const script = '"$0" --quiet --settle 0 --name bare sleep 1000 <&- >&- 2>&-';
    await here.run('sh', ['-c', script, toolPath('daemonize')], { environment });
    const pid = Number(readFileSync(path.join(here.state, 'bare', 'pid'), 'utf8'));
    const { descriptors } = processInfo(pid);
    expect([...descriptors.keys()]).toEqual([0, 1, 2]);
    expect(descriptors.get(0)).toBe('/dev/null');
  });

  test("keeps its caller's directory and umask", async () => {
    const here = scene();
    const script = 'umask 027; exec "$0" --settle 0 sleep 1000';
    const started = await here.run('sh', ['-c', script, toolPath('daemonize')], { environment });
    expect(processInfo(pidIn(started))).toMatchObject({ cwd: here.work, umask: 0o027 });
  });

  test.each([
    ['ignores HUP, INT, QUIT, TERM and PIPE', `trap '' HUP INT QUIT TERM PIPE; exec "$0" --settle 0 sleep 1000`],
    ['puts it into the background', '"$0" --settle 0 sleep 1000 & wait'],
    ['is nohup', 'exec nohup "$0" --settle 0 sleep 1000 2>/dev/null'],
    ['blocks signals', 'exec env --block-signal=HUP,TERM,CHLD,USR1 "$0" --settle 0 sleep 1000'],
  ])('ignores and blocks no signal when its caller %s', async (_caller, script) => {
    const here = scene();
    const started = await here.run('sh', ['-c', script, toolPath('daemonize')], { environment });
    expect(processInfo(pidIn(started)).signals).toEqual({ ignored: NONE, blocked: NONE, caught: NONE });
  });

  test('can open /dev/stdout and /dev/stderr again', async () => {
    const here = scene();
    const puppet = await Puppet.listen(here, 'server');
    pidIn(await here.tool('daemonize', puppet.command, { environment }));
    const actor = await puppet.connected();
    await actor.do({ write: 'stdout', text: 'one\n' });
    await actor.do({ append: '/dev/stdout', text: 'two\n' });
    await actor.do({ write: 'stdout', text: 'three\n' });
    await actor.do({ append: '/dev/stderr', text: 'oh\n' });
    expect(readFileSync(path.join(here.state, 'server/out.log'), 'utf8')).toBe('one\ntwo\nthree\n');
    expect(readFileSync(path.join(here.state, 'server/err.log'), 'utf8')).toBe('oh\n');
    expect(descriptorFlagsOf(actor.pid, 1).append).toBe(true);
  });

  test('outlives the terminal it was started in, and never gets another', async () => {
    const here = scene();
    const puppet = await Puppet.listen(here, 'server');
    const line = [toolPath('daemonize'), ...puppet.command].map((word) => `'${word}'`).join(' ');
    const terminal = here.start('script', ['-qec', `${line}; read line`, '/dev/null'], { environment, stdin: 'open' });
    const actor = await puppet.connected();
    await terminal.until(/server: started/);
    terminal.kill('SIGKILL');
    await until(() => processesAround(here.root).length === 1, 'all that was in the terminal has ended');
    expect(isAlive(actor.pid)).toBe(true);
    await expect(actor.do({ append: '/dev/tty', text: 'x' })).rejects.toThrow('ENXIO');

    const other = here.start('script', ['-qec', 'tty; read line', '/dev/null'], { stdin: 'open' });
    const [device = ''] = await other.until(/\/dev\/pts\/\d+/);
    await actor.do({ append: device, text: 'hello' });
    await other.until(/hello/);
    expect(processInfo(actor.pid).terminal).toBe(0);
    other.kill('SIGKILL');
  });
});
