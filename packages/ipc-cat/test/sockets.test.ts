import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type NetConnectOpts } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { incoming, socketReader, socketWriter } from '../src/bytes/sockets.ts';

const socketPath = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ipc-cat-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return path.join(folder, 's');
};

test('what had come before a write failed is read to its end', async () => {
  const at = socketPath();
  // It says its last words, and reads nothing.
  const server = createServer(
    { pauseOnConnect: true },
    (socket) => void socket.end('last words', () => socket.destroy()),
  );
  server.listen(at);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const arriving = incoming();
  const socket = connect({ path: at, allowHalfOpen: true, onread: arriving.onread } as NetConnectOpts);
  await once(socket, 'connect');
  const [reader, writer] = [socketReader(socket, arriving), socketWriter(socket)];
  const writeOn = async (): Promise<never> => {
    for (;;) await writer.write(Buffer.alloc(1024));
  };
  await expect(writeOn()).rejects.toMatchObject({ code: 'EPIPE' });
  expect(String(await reader.read())).toBe('last words');
  // What we had sent and nobody has read is an error, and no reason to wait.
  const last = await reader.read().then(String, ({ code }: NodeJS.ErrnoException) => code);
  expect(['undefined', 'ECONNRESET']).toContain(last);
});
