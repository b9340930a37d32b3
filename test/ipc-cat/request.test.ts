import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { expect, test } from 'vitest';
import { processInfo } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { ask, cat } from './serving.ts';

const catFile = (): string => toolPath('ipc-cat');

/** Whether it is ready to be ended in good order. */
const isCatching = (pid: number): boolean => processInfo(pid).signals.caught.has('SIGTERM');

/** A server of the test's own at `./s`. */
const server = async (here: Scene, serve: (socket: Socket) => void, allowHalfOpen = true): Promise<Server> => {
  const sockets = new Set<Socket>();
  const made = createServer({ allowHalfOpen }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  here.afterwards(() => {
    made.close();
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((resolve) => made.listen(path.join(here.work, 's'), resolve));
  return made;
};

test('one line is asked, and one line is the answer; the connection stays whole until it has come', async () => {
  const here = scene();
  const heard: string[] = [];
  // A server that answers later, and would lose its answer if we had ended our side.
  await server(
    here,
    (socket) =>
      socket.on('data', (bytes) => {
        heard.push(`${bytes}`);
        setImmediate(() => socket.write('answer\nand more\n'));
      }),
    false,
  );
  expect(await ask(here, 'question\n')).toEqual({ code: 0, signal: null, stdout: 'answer\n', stderr: '' });
  expect(await ask(here, 'no end')).toMatchObject({ code: 0, stdout: 'answer\n' });
  expect(heard).toEqual(['question\n', 'no end\n']);
});

test('with --frame raw the end of the data ends the question, and the answer', async () => {
  const here = scene();
  await server(here, (socket) => {
    let length = 0;
    socket.on('data', (bytes) => {
      length += bytes.length;
    });
    socket.on('end', () => socket.end(`${length}\nbytes`));
  });
  const question = 'x'.repeat(3_000_000);
  expect(await ask(here, question, '--frame', 'raw')).toMatchObject({ code: 0, stdout: '3000000\nbytes', stderr: '' });
});

test.each([
  ['nul', 'a\nb', 'a\nb'],
  ['length', 'a\0b\n', 'a\0b\n'],
  ['json', '{"a":\n [1]}\n', '{"a":[1]}\n'],
  ['lines', '', '\n'],
])('--frame %s', async (framing, question, answer) => {
  expect(await ask(scene(), question, '--frame', framing, 'exec:cat')).toMatchObject({ code: 0, stdout: answer });
});

test('a question that is none is refused before anybody is asked', async () => {
  const here = scene();
  const refused = async (question: string, ...words: readonly string[]) => {
    const { code, stderr, stdout } = await ask(here, question, 'exec:sh -c "echo started >started; cat"', ...words);
    return [code, stdout, stderr.split('\n')[0]];
  };
  expect(await refused('a\nb\n')).toEqual([
    65,
    '',
    'ipc-cat: standard input has several lines, and one line is a message',
  ]);
  expect(await refused('{', '--frame', 'json')).toEqual([65, '', 'ipc-cat: standard input is not one JSON value']);
  expect(await refused('12345', '--max-frame', '4')).toEqual([
    65,
    '',
    'ipc-cat: standard input has more than the 4 of --max-frame',
  ]);
  expect(await here.run('ls')).toMatchObject({ stdout: '' });
});

test('who ends without an answer is told, with code 1', async () => {
  const here = scene();
  await server(here, (socket) => socket.end());
  const none = { code: 1, stdout: '', stderr: 'ipc-cat: unix:./s: ended without an answer\n' };
  expect(await ask(here, 'x')).toMatchObject(none);
  expect(await ask(here, 'x', '--frame', 'raw')).toMatchObject(none);
});

test('a command answers as a server does; its exit code is ours', async () => {
  const here = scene();
  expect(await ask(here, 'x', "exec:sh -c 'read x; echo got $x'")).toMatchObject({ code: 0, stdout: 'got x\n' });
  expect(await ask(here, 'x', "exec:sh -c 'read x; echo got $x; exit 5'")).toMatchObject({ code: 5 });
  expect(await ask(here, 'x', "exec:sh -c 'exit 5'")).toMatchObject({
    code: 5,
    stderr: `ipc-cat: exec:sh -c 'exit 5': ended without an answer\n`,
  });
  expect(await ask(here, 'x', 'exec:true')).toMatchObject({ code: 125 });
  expect(await ask(here, 'x', 'exec:no-such-command')).toMatchObject({ code: 127 });
});

test('who takes too long is left, with code 124', async () => {
  const here = scene();
  await server(here, () => {}); // it reads nothing, and says nothing
  const late = { code: 124, stdout: '', stderr: 'ipc-cat: unix:./s: no answer in 50ms\n' };
  expect(await ask(here, 'x', '--idle-timeout', '50ms')).toMatchObject(late);
  const much = 'x'.repeat(8_000_000); // more than the kernel holds
  expect(await ask(here, much, '--idle-timeout', '50ms')).toMatchObject(late);
  expect(await ask(here, much, '--idle-timeout', '50ms', '--frame', 'raw')).toMatchObject(late);
  expect(await ask(here, 'x', 'unix-listen:./l', '--connect-timeout', '50ms')).toMatchObject({
    code: 124,
    stderr: 'ipc-cat: unix-listen:./l: nobody connected in time\n',
  });
  expect(
    await ask(here, 'x', 'exec:sh -c "read x; echo $x; exec sleep 1000"', '--idle-timeout', '200ms'),
  ).toMatchObject({ code: 124, stderr: expect.stringContaining('has answered, and did not end in 200ms') });
});

test('nobody there is a sentence with the reason of the system', async () => {
  expect(await ask(scene(), 'x')).toMatchObject({
    code: 1,
    stderr: 'ipc-cat: cannot connect to unix:./s: no such file or directory (ENOENT)\n',
  });
});

test('an answer that cannot be written is no good end', async () => {
  const here = scene();
  const full = await here.run('sh', ['-c', `echo x | "$0" --request exec:cat >/dev/full`, catFile()]);
  expect(full).toMatchObject({
    code: 125,
    stderr: expect.stringMatching(/^ipc-cat: -: no space left on device \(ENOSPC\)/),
  });
  const closed = await here.run('sh', ['-c', `{ echo x | "$0" --request exec:cat; echo $? >&2; } | true`, catFile()]);
  expect(closed.stderr).toBe('141\n');
});

test('a signal while the question is read ends it without asking', async () => {
  const here = scene();
  let asked = 0;
  await server(here, () => {
    asked += 1;
  });
  const running = here.start(catFile(), ['--request', 'unix:./s'], { stdin: 'open' });
  running.write('half a question');
  await until(() => isCatching(running.pid), 'it can be ended in good order');
  running.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ signal: 'SIGTERM', stdout: '', stderr: '' });
  expect(asked).toBe(0);
});

test('a listener can ask, too: whoever connects', async () => {
  const here = scene();
  const asking = here.start(catFile(), ['--request', '-v', 'unix-listen:./l'], { stdin: 'who\n' });
  await asking.until(/listening/, 'stderr');
  const answering = await cat(here, '', 'unix:./l', '--reply', "sh -c 'read x; echo $x: me'");
  expect(answering.code).toBe(0);
  expect(await asking.ended).toMatchObject({ code: 0, stdout: 'who: me\n' });
});

test('--explain tells both ways', async () => {
  const { stderr } = await ask(scene(), 'x', 'exec:cat', '--explain');
  expect(stderr).toContain('- to exec:cat: 1 (1 byte, 1 message); all handed over');
  expect(stderr).toContain('exec:cat to -: 2 (2 bytes, 1 message); all handed over');
  expect(stderr).toContain('exit code 0');
});
