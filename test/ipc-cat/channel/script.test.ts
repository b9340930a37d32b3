import { expect, test } from 'vitest';
import { until } from '../../rig/until.ts';
import { ipcCat, parentScene, printedIn, startParent, toldBy } from './parents.ts';

const script = (text: string) => {
  const here = parentScene({ 'work.sh': text });
  return { here, command: [ipcCat, '--script', 'bash', 'work.sh'] };
};

test('a script has messages as lines, and no other program in it can take any', async () => {
  const { here, command } = script(`
    node -e 'console.error(process.channel === undefined, process.env.NODE_CHANNEL_FD === undefined)' </dev/null
    while read -r line; do echo "{\\"got\\":$line}"; [ "$line" = 3 ] && exit 7; done`);
  const running = startParent(here, { command });
  running.write('child.send(1); child.send(2); child.send(3)\n');
  const ended = await running.ended;
  expect(toldBy(ended)).toEqual([
    '{ got: { got: 1 } }',
    '{ got: { got: 2 } }',
    '{ got: { got: 3 } }',
    "'disconnect'",
    '{ code: 7, signal: null }',
  ]);
  expect(ended.stderr).toBe('true true\n');
});

test('what follows --script is the command, byte for byte', async () => {
  const here = parentScene();
  const words = ['-x', '007', '--help', '1e3', '--', '--tap', ''];
  const command = [
    ipcCat,
    '--quiet',
    '--script',
    'node',
    '-e',
    'console.log(JSON.stringify(process.argv.slice(1)))',
    '--',
    ...words,
  ];
  expect(toldBy(await startParent(here, { command }).ended)[0]).toBe(
    "{ got: [ '-x', '007', '--help', '1e3', '--', '--tap', '' ] }",
  );
});

test('a disconnect is the end of its input, and death by a signal is its own', async () => {
  const { here, command } = script('cat; kill -TERM $$');
  const running = startParent(here, { command });
  running.write('child.send("a"); child.disconnect()\n');
  expect(toldBy(await running.ended)).toEqual(["'disconnect'", "{ code: null, signal: 'SIGTERM' }"]);
});

test('what it leaves behind does not keep the channel open, and nothing that it said is lost', async () => {
  const { here, command } = script(
    'sleep 1000 2>/dev/null & echo "\\"left $!\\""; for i in $(seq 20000); do echo "$i"; done; exit 4',
  );
  const running = startParent(here, { command });
  const told = toldBy(await running.ended);
  const pid = Number(/left (\d+)/.exec(told[0] ?? '')?.[1]);
  process.kill(pid, 'SIGKILL');
  expect(told.slice(-3)).toEqual(['{ got: 20000 }', "'disconnect'", '{ code: 4, signal: null }']);
  expect(told).toHaveLength(20_003);
});

test('signals are its own affair', async () => {
  const { here, command } = script(
    'trap \'echo \\"hup\\"; exit 5\' HUP; echo \'"ready"\'; while :; do sleep 0.05; done',
  );
  const running = startParent(here, { command });
  await running.until(/ready/);
  running.write('child.kill("SIGHUP")\n');
  expect(toldBy(await running.ended)).toEqual([
    "{ got: 'ready' }",
    "{ got: 'hup' }",
    "'disconnect'",
    '{ code: 5, signal: null }',
  ]);
});

test('advanced values are tagged JSON, and a log of both directions can be had', async () => {
  const here = parentScene({ 'work.sh': 'read -r line; echo "$line"; echo nonsense' });
  const command = [ipcCat, '--tap', 'log', '--script', 'bash', 'work.sh'];
  const running = startParent(here, { command, serialization: 'advanced' });
  running.write('child.send(new Set([1n]))\n');
  const ended = await running.ended;
  expect(toldBy(ended)[0]).toBe('{ got: Set(1) { 1n } }');
  expect(ended.stderr).toContain('is not JSON: left out');
  const { stdout } = await here.run('cut', ['-d,', '-f2-', 'log']);
  expect(stdout).toBe(
    '"direction":"to-child","message":{"$set":[{"$bigint":"1"}]}}\n"direction":"from-child","message":{"$set":[{"$bigint":"1"}]}}\n',
  );
});

test('kill -9 of ipc-cat ends the input of the script', async () => {
  const { here, command } = script('echo "\\"$$\\""; cat >/dev/null; echo over >over');
  const running = startParent(here, { command });
  await running.until(/got/);
  running.write('child.kill("SIGKILL")\n');
  expect(toldBy(await running.ended).at(-1)).toBe("{ code: null, signal: 'SIGKILL' }");
  await until(async () => (await here.run('cat', ['over'])).stdout === 'over\n', 'the script has ended by itself');
});

test('a command that there is not is 127, and without a channel there is nothing to hand over', async () => {
  const here = parentScene();
  const ended = await startParent(here, { command: [ipcCat, '--script', 'no-such-command'] }).ended;
  expect(toldBy(ended)).toContain('{ code: 127, signal: null }');
  expect(printedIn(ended)).toBe('');
  expect(await here.tool('ipc-cat', ['--script', 'true'])).toMatchObject({ code: 125 });
});
