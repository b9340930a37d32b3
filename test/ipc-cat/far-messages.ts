/** The other side of the addresses that have messages, or wrap what passes: TLS, WebSockets, channels, brokers. */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { WebSocket, WebSocketServer } from 'ws';
import type { Scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { type Certificate, certificate } from './certificates.ts';
import { type Far, type FarKind, hostFor, listenAt, portIn, talking, unlessEnded } from './far.ts';
import { type NatsServer, natsServer, reading, send } from './nats-server.ts';
import { type RedisServer, redisServer } from './redis-server.ts';

/** One of a kind for each scene, made when it is asked for. */
const onePerScene = <Made>(make: (here: Scene) => Made): ((here: Scene) => Made) => {
  const made = new WeakMap<Scene, Made>();
  return (here) => {
    const one = made.get(here) ?? make(here);
    made.set(here, one);
    return one;
  };
};

const certificateOf = onePerScene((here): Certificate => certificate(here.work, 'localhost'));

const tls: FarKind = async (here) => {
  const { cert, key } = certificateOf(here);
  const server = createTlsServer({ cert: readFileSync(cert), key: readFileSync(key), allowHalfOpen: true });
  const connected = once(server, 'secureConnection');
  server.listen(0, 'localhost');
  await once(server, 'listening');
  here.afterwards(() => void server.close());
  const { take, ...talk } = talking();
  return {
    ...{ speaks: true, hears: true, ...talk },
    address: `tls://localhost:${(server.address() as AddressInfo).port}?ca=${cert}`,
    meet: async (cat) => take((await unlessEnded(cat, connected))[0]),
  };
};

const tlsListen: FarKind = async (here, _name, place) => {
  const { cert, key } = certificateOf(here);
  const host = hostFor(place);
  const { take, ...talk } = talking();
  return {
    ...{ speaks: true, hears: true, ...talk },
    address: `tls-listen:${host}:0?cert=${cert}&key=${key}`,
    meet: async (cat) => {
      const port = await until(() => portIn(cat, `tls-listen:${host}`), 'it listens');
      const socket = connectTls({ host, port, ca: readFileSync(cert), servername: 'localhost' });
      await unlessEnded(cat, once(socket, 'secureConnect'));
      take(socket);
    },
  };
};

/** A WebSocket that the test has: a line is a message. */
const speaking = () => {
  let text = '';
  let socket: WebSocket | undefined;
  return {
    take: (connected: WebSocket): void => {
      socket = connected.on('error', () => {});
      connected.on('message', (data) => {
        text += `${data}\n`;
      });
    },
    say: (line: string): void => socket?.send(line.trimEnd()),
    heard: () => text,
    end: (): void => socket?.close(),
  };
};

const webSocket: FarKind = async (here) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const connected = once(server, 'connection');
  await once(server, 'listening');
  here.afterwards(() => void server.close());
  const { take, ...talk } = speaking();
  server.once('connection', take);
  return {
    ...{ speaks: true, hears: true, ...talk },
    address: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    meet: async (cat) => void (await unlessEnded(cat, connected)),
  };
};

const webSocketListen: FarKind = async (_here, _name, place) => {
  const host = hostFor(place);
  const { take, ...talk } = speaking();
  return {
    ...{ speaks: true, hears: true, ...talk },
    address: `ws-listen:${host}:0/`,
    meet: async (cat) => {
      const port = await until(() => portIn(cat, `ws-listen:${host}`), 'it listens');
      const socket = new WebSocket(`ws://${host}:${port}/`);
      take(socket); // at once: a message may come with the answer that opens it, and waits for nobody
      await unlessEnded(cat, once(socket, 'open'));
    },
  };
};

/** A child that hands on what comes on its channel, and back. */
const CHILD = `const socket = require('node:net').connect({ path: process.argv[2], allowHalfOpen: true });
process.on('message', (message) => socket.write(JSON.stringify(message) + '\\n'));
process.on('disconnect', () => socket.end());
let rest = '';
socket.setEncoding('utf8').on('data', (text) => {
  const lines = (rest + text).split('\\n');
  rest = lines.pop();
  for (const line of lines) process.send(JSON.parse(line));
});
socket.on('end', () => process.connected && process.disconnect());`;

const fork: FarKind = async (here, name) => {
  const [socket, script] = [path.join(here.work, `${name}.sock`), path.join(here.work, `${name}.cjs`)];
  writeFileSync(script, CHILD);
  const { connected } = await listenAt(here, socket);
  const { take, ...talk } = talking();
  return {
    ...{ speaks: true, hears: true, ...talk },
    address: `fork:'${script}' '${socket}'`,
    meet: async (cat) => take(await unlessEnded(cat, connected)),
  };
};

const redisOf = onePerScene((here): Promise<RedisServer> => redisServer(here));
const natsOf = onePerScene((here): Promise<NatsServer> => natsServer(here, { streams: true }));

/** What is read from a broker never ends. */
const broker = (place: 'first' | 'second'): Pick<Far, 'end' | 'hears' | 'isBroker' | 'isEndless' | 'speaks'> => {
  const isRead = place === 'first';
  return { speaks: isRead, hears: !isRead, isBroker: true, isEndless: isRead, end: () => {} };
};

const asked = (redis: RedisServer, ...words: readonly string[]): Promise<readonly string[]> =>
  redis.ask(...words).then((text) => text.split('\n').filter(Boolean));

const list: FarKind = async (here, name, place) => {
  const redis = await redisOf(here);
  return {
    ...broker(place),
    address: redis.address(`list=${name}`),
    meet: async () => {},
    say: async (line) => void (await redis.ask('LPUSH', name, line.trimEnd())),
    heard: async () =>
      (await asked(redis, 'LRANGE', name, '0', '-1'))
        .toReversed()
        .map((line) => `${line}\n`)
        .join(''),
  };
};

const stream: FarKind = async (here, name, place) => {
  const redis = await redisOf(here);
  return {
    ...broker(place),
    address: redis.address(`stream=${name}${place === 'first' ? '&group=g' : ''}`),
    meet: async () => {},
    say: async (line) => void (await redis.ask('XADD', name, '*', 'data', line.trimEnd())),
    heard: async () =>
      (await asked(redis, 'XRANGE', name, '-', '+'))
        .filter((_, index) => index % 3 === 2)
        .map((line) => `${line}\n`)
        .join(''),
  };
};

const channel: FarKind = async (here, name, place) => {
  const redis = await redisOf(here);
  const subscriber = place === 'second' ? here.start('redis-cli', ['-s', redis.socket, 'SUBSCRIBE', name]) : undefined;
  await subscriber?.until(/subscribe\n/);
  return {
    ...broker(place),
    address: redis.address(`channel=${name}`),
    meet: async (cat) => {
      if (place === 'first') await cat.until(/listening on redis:/, 'stderr');
    },
    say: async (line) => void (await redis.ask('PUBLISH', name, line.trimEnd())),
    heard: () => [...(subscriber?.stdout ?? '').matchAll(/^message\n.*\n(.*\n)/gm)].map(([, line]) => line).join(''),
  };
};

const subject: FarKind = async (here, name, place) => {
  const nats = await natsOf(here);
  const address = nats.address(name);
  const listener = place === 'second' ? await reading(here, address) : undefined;
  return {
    ...broker(place),
    address,
    meet: async (cat) => {
      if (place === 'first') await cat.until(/listening on nats:/, 'stderr');
    },
    say: async (line) => void (await send(here, address, line)),
    heard: () => listener?.stdout ?? '',
  };
};

const jetStream: FarKind = async (here, name, place) => {
  const nats = await natsOf(here);
  const address = nats.address(`${name}?stream=${name}`);
  await send(here, `${address}&create`, '');
  const listener = place === 'second' ? await reading(here, address) : undefined;
  return {
    ...broker(place),
    address: place === 'first' ? `${address}&durable=d` : address,
    meet: async () => {},
    say: async (line) => void (await send(here, address, line)),
    heard: () => listener?.stdout ?? '',
  };
};

export const FAR_WITH_MESSAGES: Readonly<Record<string, FarKind>> = {
  tls,
  'tls-listen': tlsListen,
  ws: webSocket,
  'ws-listen': webSocketListen,
  fork,
  'redis list': list,
  'redis stream': stream,
  'redis channel': channel,
  'nats subject': subject,
  'nats stream': jetStream,
};
