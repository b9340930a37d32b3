import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { expectSentence, linesOf, running } from './one-daemon.ts';

const [ENTER, LEAVE] = ['\u001b[?1049h', '\u001b[?1049l'];

test('without a terminal one table comes after the other', async () => {
  const { here } = await running();
  const { code, stdout } = await here.daemonize('top', '--interval', '10ms', '--count', '3');
  expect(code).toBe(0);
  const tables = stdout.split('\n\n');
  expect(tables).toHaveLength(3);
  for (const table of tables) expect(table).toMatch(/^NAME .*\nserver +running /);
});

test('--json: an array a line, with the share of a processor since the line before', async () => {
  const here = scene({ 'job.sh': 'until [ -e go ]; do sleep 0.01; done; while :; do :; done\n' });
  await here.daemonize('--settle', '0', '--name', 'server', 'sh', 'job.sh');
  const top = here.startDaemonize('top', '--json', '--interval', '100ms');
  await top.until(/"cpuPercent":\d[^\n]*\n/);
  here.write({ go: '' });
  await top.until(/"cpuPercent":(?:[2-9]\d|1\d\d)/);
  top.kill('SIGTERM');
  const ended = await top.ended;
  expect(ended.signal).toBe('SIGTERM');
  for (const line of linesOf(ended.stdout))
    expect(JSON.parse(line)).toMatchObject([{ name: 'server', state: 'running' }]);
});

test.each([
  ['q', 'q', { code: 0, signal: null }],
  ['Ctrl-C', '\u0003', { code: 130, signal: null }],
])('on a terminal it is drawn in place, and %s gives the terminal back', async (_, key, end) => {
  const { here } = await running();
  const line = `${toolPath('daemonize')} top --interval 50ms`;
  const terminal = here.start('script', ['-qefc', line, '/dev/null'], { stdin: 'open' });
  await terminal.until(/(server +running[\s\S]*){2}/);
  terminal.write(key);
  const { code, signal, stdout } = await terminal.ended;
  expect({ code, signal }).toEqual(end);
  expect(stdout.startsWith(ENTER)).toBe(true);
  expect(stdout.split(LEAVE)).toHaveLength(2);
  expect(stdout.indexOf(LEAVE)).toBeGreaterThan(stdout.lastIndexOf('server'));
});

test('a terminal that is too small shows what fits, a line each, and says how many do not', async () => {
  const { here } = await running();
  for (const name of ['two', 'three', 'four']) await here.daemonize('--settle', '0', '--name', name, 'sleep', '1000');
  const line = `stty rows 4 cols 20; exec ${toolPath('daemonize')} top --interval 50ms`;
  const terminal = here.start('script', ['-qefc', line, '/dev/null'], { stdin: 'open' });
  await terminal.until(/2 more, below the edge; q ends/);
  terminal.write('q');
  const { code, stdout } = await terminal.ended;
  expect(code).toBe(0);
  const [first = ''] = stdout.split('q ends');
  expect(first.split('\r\n')).toHaveLength(4);
  expect(first).toContain('\u001b[?7l');
  expect(stdout).toContain('\u001b[?7h');
});

test('an interval of nothing is refused', async () => {
  const { here } = await running();
  expectSentence(await here.daemonize('top', '--interval', '0'), 2, '--interval: expected more than nothing');
});
