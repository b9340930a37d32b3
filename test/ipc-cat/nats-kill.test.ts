import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Running } from '../rig/run.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { type NatsServer, natsServer, reading, send } from './nats-server.ts';

const COUNT = 1500;
const RECONNECT = '--reconnect=10ms..100ms';

/** Lines that say which writer wrote them. */
const linesOf = (writer: number): string => Array.from({ length: COUNT }, (_, at) => `${writer}.${at}\n`).join('');

const written = (here: Scene): readonly string[] =>
  readFileSync(path.join(here.work, 'out'), 'utf8').split('\n').slice(0, -1);

const startReader = (here: Scene, server: NatsServer): Running =>
  here.start('sh', [
    '-c',
    'exec "$0" --from-first "$1" "$2" >>out',
    toolPath('ipc-cat'),
    RECONNECT,
    server.address('jobs?stream=JOBS&durable=w&ack-wait=500ms'),
  ]);

const startWriter = (here: Scene, server: NatsServer, writer: number): Running =>
  here.start(toolPath('ipc-cat'), ['--to-first', RECONNECT, server.address('jobs?stream=JOBS&create')], {
    stdin: linesOf(writer),
  });

test('reader, writer and server are killed at any moment, and no message is lost, or stored twice', async () => {
  const here = scene({ out: '' });
  const server = await natsServer(here, { streams: true });
  const whole: string[] = [];
  const readers: Running[] = [];
  await startWriter(here, server, 0).ended;
  readers.push(startReader(here, server));
  for (const [at, victim] of [
    'reader',
    'server',
    'writer',
    'server',
    'reader',
    'writer',
    'reader',
    'server',
  ].entries()) {
    const before = written(here).length;
    const writer = startWriter(here, server, at + 1);
    const moment = before + Math.floor(Math.random() * COUNT);
    await until(() => written(here).length >= moment, 'messages flow');
    switch (victim) {
      case 'server':
        await server.end('SIGKILL');
        await server.begin();
        break;
      case 'reader':
        readers.at(-1)?.kill('SIGKILL');
        readers.push(startReader(here, server));
        break;
      case 'writer':
        writer.kill('SIGKILL');
    }
    const { code, stderr } = await writer.ended;
    if (victim !== 'writer') {
      expect({ code, stderr: stderr.replace(/^.*again in.*\n/gm, '') }).toEqual({ code: 0, stderr: '' });
      whole.push(
        ...linesOf(at + 1)
          .split('\n')
          .slice(0, -1),
      );
    }
  }
  await until(() => {
    const found = new Set(written(here));
    return whole.every((line) => found.has(line));
  }, 'all that was stored comes out');
  // What was sent again after a connection was lost has been stored once. (That a killed server delivers again what it
  // had been told is done, and has forgotten, is seen by who had read it, and by nobody when that one was killed, too.)
  await send(here, server.address('jobs?stream=JOBS'), 'end\n');
  const all = await reading(here, server.address('?stream=JOBS'));
  await all.until(/end\n$/);
  const stored = all.stdout.split('\n').slice(0, -1);
  expect(stored).toHaveLength(new Set(stored).size);
});
