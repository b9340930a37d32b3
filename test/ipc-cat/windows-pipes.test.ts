// pipe: and pipe-listen: in node.exe under wine, one ipc-cat at each end.
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { write } from '../rig/files.ts';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { makeWindows, noWindows, type Windows, windowsPath } from '../rig/wine.ts';

let windows: Windows;
let root: string;

const LINES = Array.from({ length: 20_000 }, (_, index) => `${index}\n`).join('');

/** Answers each piece in capitals, half a second later; tells with a file when it listens. */
const SHOUT = `
const server = require('net').createServer((pipe) => {
  pipe.on('data', (bytes) => setTimeout(() => pipe.write(bytes.toString().toUpperCase()), 500));
  pipe.on('close', () => process.exit(0));
  pipe.on('error', () => {});
}).listen('\\\\\\\\.\\\\pipe\\\\' + process.argv[2], () => require('fs').writeFileSync(process.argv[3], ''));
`;

/** Says something over TCP, ends its half, and answers with what it hears until the end. */
const talk = async (say: string): Promise<{ readonly port: number; readonly heard: Promise<string> }> => {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const hear = async (): Promise<string> => {
    const [socket] = (await once(server, 'connection')) as [Socket];
    server.close();
    socket.end(say);
    return text(socket);
  };
  return { port: (server.address() as AddressInfo).port, heard: hear() };
};

beforeAll(async () => {
  if (noWindows !== undefined) return;
  windows = await makeWindows();
  root = mkdtempSync(path.join(os.tmpdir(), 'proctools-'));
  write(root, { 'lines.txt': LINES, 'shout.cjs': SHOUT });
});

afterAll(async () => {
  await windows?.remove();
  if (root) rmSync(root, { recursive: true, force: true });
});

const ipcCat = (...operands: readonly string[]) => windows.node(toolPath('ipc-cat'), operands, { cwd: root });
const at = (name: string): string => path.join(root, name);

test('elsewhere than on Windows, pipe: is refused, and what there is instead is said', async () => {
  const here = scene();
  expect(await here.tool('ipc-cat', ['pipe:name'])).toEqual({
    code: 2,
    signal: null,
    stdout: '',
    stderr:
      'ipc-cat: pipe:name: only Windows has these pipes\n  take a socket (unix:PATH) or a FIFO (fifo:PATH) here\n',
  });
  expect((await here.tool('ipc-cat', ['pipe-listen:name'])).code).toBe(2);
});

test('20,000 lines go through a pipe from one to the other', async ({ skip }) => {
  if (noWindows !== undefined) skip(noWindows);
  const listening = ipcCat(
    '--connect-timeout',
    '50s',
    '--from-first',
    'pipe-listen:lines',
    `file:${windowsPath(at('got.txt'))}`,
  );
  const sent = await until(async () => {
    const tried = await ipcCat('--from-first', `file:${windowsPath(at('lines.txt'))}`, 'pipe:lines');
    return tried.code === 0 ? tried : undefined;
  }, 'somebody listens');
  expect({ sent, listened: await listening }).toMatchObject({
    sent: { stderr: '' },
    listened: { code: 0, stderr: '' },
  });
  expect(readFileSync(at('got.txt'), 'utf8')).toBe(LINES);
});

test('an answer that comes after the end of our data is not lost', async ({ skip }) => {
  if (noWindows !== undefined) skip(noWindows);
  const shouting = windows.node(at('shout.cjs'), ['talk', windowsPath(at('listens'))], { cwd: root });
  await until(() => existsSync(at('listens')), 'the other side listens');
  const { heard, port } = await talk('hello');
  expect(await ipcCat('pipe:talk', `tcp://127.0.0.1:${port}`)).toMatchObject({ code: 0, stderr: '' });
  expect(await heard).toBe('HELLO');
  await shouting;
});

test('a pipe where nobody listens is refused in a sentence', async ({ skip }) => {
  if (noWindows !== undefined) skip(noWindows);
  expect(await ipcCat('pipe:nobody')).toMatchObject({
    code: 1,
    stderr: 'ipc-cat: cannot connect to pipe:nobody: no such file or directory (ENOENT)\n',
  });
});
