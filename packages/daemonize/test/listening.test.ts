import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ListenOptions } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { directory } from '../../../test/rig/files.ts';
import { listeningAddresses } from '../src/listening.ts';
import * as lsof from '../src/listening-lsof.ts';

test('what lsof says is read field by field', () => {
  const text = 'p12\nf3\nn127.0.0.1:3000\nf4\nn*:80\np345\nf5\nn[::1]:3000\n';
  expect(lsof.parseFields(text)).toEqual([
    { pid: 12, address: '127.0.0.1:3000', key: '127.0.0.1:3000', port: 3000 },
    { pid: 12, address: '*:80', key: '*:80', port: 80 },
    { pid: 345, address: '[::1]:3000', key: '[::1]:3000', port: 3000 },
  ]);
  expect(lsof.parseFields('')).toEqual([]);
});

const listen = async (where: ListenOptions): Promise<string> => {
  const server = createServer();
  onTestFinished(() => void server.close());
  server.listen(where);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' ? String(address?.port) : String(address);
};

const isInstalled = spawnSync('lsof', ['-v']).error === undefined;
if (!isInstalled) console.log('skipped: lsof is not installed');

test("our own sockets, in the kernel's table and as lsof tells them", async () => {
  const [four, six, any] = [
    await listen({ port: 0, host: '127.0.0.1' }),
    await listen({ port: 0, host: '::1' }),
    await listen({ port: 0 }),
  ];
  const expected = [`127.0.0.1:${four}`, `[::1]:${six}`, `*:${any}`];
  const socket = await listen({ path: path.join(directory(), 's') });
  const found = listeningAddresses([process.pid]);
  expect(found).toEqual([...new Set(found)].sort());
  expect(found).toEqual(expect.arrayContaining([...expected, socket]));
  expect(listeningAddresses([])).toEqual([]);
  if (!isInstalled) return;
  expect([...lsof.openSockets([process.pid])]).toEqual(expect.arrayContaining(expected));
  const listener = { address: expected[0] ?? '', key: expected[0] ?? '', port: Number(four) };
  expect(lsof.holderOf(listener, [1, process.pid])).toBe(process.pid);
  expect(lsof.holderOf(listener, [1])).toBeUndefined();
});
