import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { member, startHub } from './member.ts';

const numbers = (from: number, to: number, pad = 0): readonly string[] =>
  Array.from({ length: to - from }, (_, at) => `${from + at}`.padEnd(pad, '.'));

const asLines = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

test('whoever connects hears what all others send, and not itself', async () => {
  const { join } = await startHub(scene(), '--hub');
  const [a, b, c] = [await join(), await join(), await join()];
  await a.say('from a\n');
  await b.heard(1);
  await c.heard(1);
  await b.say('from b\n');
  await c.heard(2);
  await a.heard(1);
  await c.say('from c\n');
  await a.heard(2);
  await b.heard(2);
  expect(a.text()).toBe('from b\nfrom c\n');
  expect(b.text()).toBe('from a\nfrom c\n');
  expect(c.text()).toBe('from a\nfrom b\n');
});

test('who has ended its data still hears; a message that is not whole goes out only with its end', async () => {
  const { join } = await startHub(scene(), '--hub');
  const [quiet, speaker] = [await join(), await join()];
  quiet.socket.end();
  await speaker.say('half ');
  await speaker.say('a line\nand a last one without its end');
  expect(await quiet.heard(1)).toEqual(['half a line']);
  speaker.socket.end();
  expect(await quiet.heard(2)).toEqual(['half a line', 'and a last one without its end']);
});

test('messages of several who speak at once are never torn or mixed, and each keeps its order', async () => {
  const { join } = await startHub(scene(), '--hub');
  const hearer = await join();
  const speakers = await Promise.all(['a', 'b', 'c'].map(async (name) => ({ name, one: await join() })));
  const lineOf = (name: string, at: number): string => `${name}${at}:${name.repeat(at % 700)}`;
  await Promise.all(
    speakers.map(async ({ name, one }) => {
      const text = asLines(Array.from({ length: 2_000 }, (_, at) => lineOf(name, at)));
      for (let from = 0; from < text.length; from += 999) await one.say(text.slice(from, from + 999));
    }),
  );
  const heard = await hearer.heard(6_000);
  for (const { name } of speakers) {
    expect(heard.filter((line) => line.startsWith(name))).toEqual(
      Array.from({ length: 2_000 }, (_, at) => lineOf(name, at)),
    );
  }
});

test('1,000,000 messages come to three readers, all and in order', async () => {
  const here = scene({
    'say.cjs': `const line = (at) => String(at).padEnd(99, '.') + '\\n';
      const socket = require('node:net').connect(process.argv[2]);
      let at = 0;
      const more = () => {
        let text = '';
        for (let end = Math.min(at + 1000, 1e6); at < end; at += 1) text += line(at);
        if (text) socket.write(text, more); else socket.end();
      };
      more(); socket.resume();`,
    'hear.cjs': `let [rest, at] = ['', 0];
      const socket = require('node:net').connect(process.argv[2], () => console.log('here'));
      socket.setEncoding('latin1').on('data', (chunk) => {
        const lines = (rest + chunk).split('\\n');
        rest = lines.pop();
        for (const line of lines) if (Number.parseInt(line) !== at++ || line.length !== 99) throw new Error(line + ' at ' + at);
        if (at === 1e6) { console.log('all'); socket.destroy(); }
      });`,
  });
  const { cat, socket } = await startHub(here, '--hub');
  const readers = [1, 2, 3].map(() => here.start(process.execPath, ['hear.cjs', socket]));
  await Promise.all(readers.map((reader) => reader.until(/here/)));
  await until(() => [...cat.stderr.matchAll(/ is there/g)].length === 3, 'all are members');
  const speaker = here.start(process.execPath, ['say.cjs', socket]);
  expect(await Promise.all(readers.map(({ ended }) => ended))).toMatchObject(
    [1, 2, 3].map(() => ({ code: 0, stdout: 'here\nall\n' })),
  );
  speaker.kill();
});

test('several addresses, standard input and output among them', async () => {
  const here = scene();
  const other = path.join(here.work, 'other.sock');
  const { cat, join } = await startHub(here, '--hub', '-', `unix-listen:${other}`);
  const one = await join();
  const another = await member({ path: other });
  await until(() => [...cat.stderr.matchAll(/ is there/g)].length === 2, 'both are members');
  cat.write('typed\n');
  await one.heard(1);
  await another.heard(1);
  await another.say('said\n');
  await cat.until(/said\n/);
  expect(await one.heard(2)).toEqual(['typed', 'said']);
});

test('without an address to listen at it ends when all has been said, and each is told so', async () => {
  const here = scene();
  const ended = await here.tool('ipc-cat', ['--hub', '-', 'exec:sort'], { stdin: 'b\nc\na\n' });
  expect(ended).toEqual({ code: 0, signal: null, stdout: 'a\nb\nc\n', stderr: '' });
  expect(await here.tool('ipc-cat', ['--hub', '-', `exec:sh -c 'cat; exit 7'`], { stdin: 'a\n' })).toMatchObject({
    code: 7,
    stdout: 'a\n',
  });
});

test('who has left is forgotten, also when nobody says anything more, and kill -9 harms nobody else', async () => {
  const here = scene({
    'stay.cjs': `const socket = require('node:net').connect(process.argv[2], () => console.log('here'));
      socket.on('data', () => {});`,
  });
  const { cat, join, socket } = await startHub(here, '--hub');
  const descriptors = (): number => readdirSync(`/proc/${cat.pid}/fd`).length;
  const before = descriptors();
  const hearer = await join();
  for (let at = 0; at < 5; at += 1) {
    const one = await join();
    one.socket.end(`${at}\n`);
    await hearer.heard(at + 1);
    one.socket.destroy();
  }
  const killed = [1, 2, 3].map(() => here.start(process.execPath, ['stay.cjs', socket]));
  await Promise.all(killed.map((one) => one.until(/here/)));
  for (const one of killed) one.kill('SIGKILL');
  await until(() => descriptors() === before + 1, 'only one connection is left');
  const last = await join();
  await last.say('still there\n');
  expect(await hearer.heard(6)).toEqual([...numbers(0, 5), 'still there']);
});

test('a member that sends garbage is told and harms nobody; with --strict it is cut off, and nobody else', async () => {
  const here = scene();
  const { cat, join } = await startHub(here, '--hub', '--max-frame', '20', '--frame', 'json', '--strict');
  const [good, bad, hearer] = [await join(), await join(), await join()];
  await bad.say('{"a":1}\nnonsense\n');
  await bad.ended;
  await good.say('{"b":2}\n');
  expect(await hearer.heard(2)).toEqual(['{"a":1}', '{"b":2}']);
  expect(cat.stderr).toMatch(/bus\.sock \(2\): the message at byte 8 \(8 bytes\) is not JSON/);
  expect(cat.stderr).toMatch(/bus\.sock \(2\) is cut off: it sent a bad message/);
});

test('too long a message is left out, and told; what comes behind it is heard', async () => {
  const { cat, join } = await startHub(scene(), '--hub', '--max-frame', '1k');
  const [speaker, hearer] = [await join(), await join()];
  await speaker.say(`one\n${'x'.repeat(300_000)}\ntwo\n`);
  expect(await hearer.heard(2)).toEqual(['one', 'two']);
  await cat.until(/\(1\): the message at byte 4 \(300000 bytes\) is longer than --max-frame allows/, 'stderr');
});

test('bytes as they come, and messages by their length, go through, too', async () => {
  const raw = await startHub(scene(), '--hub', '--frame', 'raw');
  const [a, b] = [await raw.join(), await raw.join()];
  await a.say('no end of a line');
  await until(() => b.text() === 'no end of a line', 'it is heard');
  const measured = await startHub(scene(), '--hub', '--frame', 'length');
  const [c, d] = [await measured.join(), await measured.join()];
  await c.say('\0\0\0\x03a\nb\0\0\0');
  await until(() => d.text() === '\0\0\0\x03a\nb', 'a whole one is heard');
});

test('--replay: a newcomer hears the last messages, and then all: none twice, none missed', async () => {
  const { join } = await startHub(scene(), '--hub', '--replay', '50');
  const speaker = await join();
  let isOver = false;
  const speaking = (async () => {
    for (let at = 0; !isOver; at += 7) await speaker.say(asLines(numbers(at, at + 7)));
  })();
  for (let round = 0; round < 10; round += 1) {
    const newcomer = await join();
    const heard = await newcomer.heard(2_000);
    const first = Number(heard[0]);
    expect(heard.slice(0, 2_000)).toEqual(numbers(first, first + 2_000));
    newcomer.socket.destroy();
  }
  isOver = true;
  await speaking;
});

test('--replay: exactly the last N, when it is quiet', async () => {
  const { join } = await startHub(scene(), '--hub', '--replay', '3');
  const [speaker, witness] = [await join(), await join()];
  await speaker.say('1\n2\n3\n4\n');
  await speaker.say('5\n');
  await witness.heard(5);
  const newcomer = await join();
  await speaker.say('6\n');
  expect(await newcomer.heard(4)).toEqual(['3', '4', '5', '6']);
});

test('--max-connections: who comes too many waits until another has left', async () => {
  const { cat, join, socket } = await startHub(scene(), '--hub', '--max-connections', '2');
  const [a, b] = [await join(), await join()];
  const late = await member({ path: socket });
  await late.say('from the one who waits\n');
  await a.say('hello\n');
  await b.heard(1);
  expect(readdirSync(`/proc/${cat.pid}/fd`).length).toBeGreaterThan(0);
  expect([...cat.stderr.matchAll(/ is there/g)]).toHaveLength(2);
  a.socket.destroy();
  expect(await b.heard(2)).toEqual(['hello', 'from the one who waits']);
});

test('--once: it ends when the last connection has ended', async () => {
  const { cat, join, socket } = await startHub(scene(), '--hub', '--once', '--explain', '-');
  const [a, b] = [await join(), await join()];
  await a.say('bye\n');
  await b.heard(1);
  a.socket.destroy();
  b.socket.end('and bye\n');
  b.socket.destroy();
  const ended = await cat.ended;
  expect(ended).toMatchObject({ code: 0, stdout: 'bye\nand bye\n' });
  expect(ended.stderr).toMatch(/2 connections: said .* \(12 bytes\)\nipc-cat: over, as the last connection ended\n/);
  expect(existsSync(socket)).toBe(false);
});

test('nobody connects in time: 124', async () => {
  const here = scene();
  const words = ['--connect-timeout', '200ms', '--hub', `unix-listen:${here.work}/x`];
  expect(await here.tool('ipc-cat', words)).toMatchObject({ code: 124, stderr: 'ipc-cat: nobody connected in time\n' });
  const forking = ['--connect-timeout', '200ms', '--fork', 'cat', `unix-listen:${here.work}/x`];
  expect(await here.tool('ipc-cat', forking)).toMatchObject({ code: 124 });
  expect(readdirSync(here.work)).toEqual([]);
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s ends it cleanly, and it dies by it', async (signal) => {
  const { cat, join, socket } = await startHub(scene(), '--hub', 'exec:sleep 1000');
  const one = await join();
  cat.kill(signal);
  await one.ended;
  expect(await cat.ended).toMatchObject({ signal });
  expect(existsSync(socket)).toBe(false);
});

test('a reader of standard output that goes away ends it with 141', async () => {
  const here = scene();
  const { cat, join } = await startHub(here, '--fanin', `exec:head -n 1`);
  const one = await join();
  await one.say('first\n');
  await cat.until(/first/);
  await cat.ended;
  const script = `"$0" --hub - unix-listen:b.sock | head -n 1; echo "code \${PIPESTATUS[0]}"`;
  const running = here.start('bash', ['-c', script, toolPath('ipc-cat')], { stdin: 'open' });
  await until(() => existsSync(path.join(here.work, 'b.sock')), 'it listens');
  const speaker = await member({ path: path.join(here.work, 'b.sock') });
  const speaking = setInterval(() => speaker.socket.write('line\n'), 10);
  expect((await running.ended).stdout).toBe('line\ncode 141\n');
  clearInterval(speaking);
});

test('what cannot be opened ends it, and leaves no socket behind', async () => {
  const here = scene();
  const { code, stderr } = await here.tool('ipc-cat', ['--hub', 'unix-listen:a.sock', 'unix:nobody.sock']);
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('unix:nobody.sock') });
  expect(readdirSync(here.work)).toEqual([]);
});

test('one that was named and goes away is told, and the rest goes on; the exit code is 1', async () => {
  const here = scene({ 'in.txt': 'a\nb\n' });
  const { cat: server, socket } = await startHub(here, '--fork', 'true');
  const words = ['--fanout', '-', `unix:${socket}`, 'file:copy.txt'];
  const cat = here.start(toolPath('ipc-cat'), words, { stdin: 'open' });
  cat.write('a\n');
  await until(() => existsSync(path.join(here.work, 'copy.txt')), 'it runs');
  const speaking = setInterval(() => cat.write('more\n'), 10);
  await cat.until(/went away before the end/, 'stderr');
  clearInterval(speaking);
  cat.write('last\n');
  cat.closeStdin();
  expect(await cat.ended).toMatchObject({ code: 1 });
  expect(readFileSync(path.join(here.work, 'copy.txt'), 'utf8')).toMatch(/^a\n(more\n)*last\n$/);
  server.kill();
});
