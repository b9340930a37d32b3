import { describe, expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { hasRedis, lines, reading, redisServer } from './redis-server.ts';

const ipcCat = toolPath('ipc-cat');

describe.skipIf(!hasRedis)('a channel of Redis', () => {
  test('is heard by who has subscribed, in order', async () => {
    const here = scene();
    const redis = await redisServer(here);
    const reader = await reading(here, redis.address('channel=news'));
    const sent = await here.tool('ipc-cat', ['--explain', redis.address('channel=news')], { stdin: lines(1, 5000) });
    expect(sent).toMatchObject({ code: 0, stdout: '' });
    expect(sent.stderr).toContain('5000 messages); all handed over');
    await until(() => reader.stdout.length >= lines(1, 5000).length, 'all is heard');
    expect(reader.stdout).toBe(lines(1, 5000));
    reader.kill('SIGINT');
    expect(await reader.ended).toMatchObject({ signal: 'SIGINT' });
  });

  test('is a pattern when its name has an asterisk, which hears all of that kind and cannot be published to', async () => {
    const here = scene();
    const redis = await redisServer(here);
    const reader = await reading(here, redis.address('channel=news.*'));
    await redis.ask('PUBLISH', 'news.today', 'sun');
    await reader.until(/^sun\n$/);
    const sent = await here.tool('ipc-cat', ['--to-first', redis.address('channel=news.*')], { stdin: 'x\n' });
    expect(sent.code).toBe(2);
    expect(sent.stderr).toContain('a pattern can be subscribed to, and not be published to');
  });

  test('tells how many messages nobody heard', async () => {
    const here = scene();
    const redis = await redisServer(here);
    const sent = await here.tool('ipc-cat', ['--verbose', redis.address('channel=news')], { stdin: 'a\nb\n' });
    expect(sent.code).toBe(0);
    expect(sent.stderr).toMatch(/2 messages sent while nobody listened/);
  });

  test('that is cut off ends the run with 75', async () => {
    const here = scene();
    const redis = await redisServer(here);
    const reader = await reading(here, redis.address('channel=news'));
    await redis.ask('PUBLISH', 'news', 'before');
    await reader.until(/before/);
    await redis.ask('CLIENT', 'KILL', 'TYPE', 'pubsub');
    const { code, stderr, stdout } = await reader.ended;
    expect({ code, stdout }).toEqual({ code: 75, stdout: 'before\n' });
    expect(stderr).toContain('the connection was lost');
  });

  test('with --reconnect is subscribed to again, with a word about what may be lost, and 75 in the end', async () => {
    const here = scene();
    const redis = await redisServer(here);
    const child = 'exec:sh -c "read -r one && read -r two && echo $one $two >&2"';
    const address = redis.address('channel=news');
    const reader = await reading(here, '--reconnect=50ms', '--from-first', address, child);
    await redis.ask('PUBLISH', 'news', 'before');
    await redis.ask('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await reader.until(/connected again/, 'stderr');
    await redis.ask('PUBLISH', 'news', 'after');
    const { code, stderr } = await reader.ended;
    expect(stderr).toContain('before after');
    expect(stderr).toContain('messages may have been lost: sent while the connection was lost');
    expect(code).toBe(75);
  });

  test('whose reader does not keep up is cut off by Redis, and its memory stays small', async () => {
    const here = scene();
    const redis = await redisServer(here, { options: ['--client-output-buffer-limit', 'pubsub', '8mb', '0', '0'] });
    // Nobody takes what it writes until the test says so.
    const script =
      'mkfifo out; "$0" --verbose "$1" >out & echo $! >pid; exec 3<out; read -r go; cat <&3 | wc -c; wait $!';
    const reader = here.start('sh', ['-c', script, ipcCat, redis.address('channel=c')], { stdin: 'open' });
    await reader.until(/listening on/, 'stderr');
    const pid = (await here.run('cat', ['pid'])).stdout.trim();
    await here.tool('ipc-cat', [redis.address('channel=c')], { stdin: `${'x'.repeat(999)}\n`.repeat(60_000) });
    await until(async () => (await redis.ask('CLIENT', 'LIST', 'TYPE', 'pubsub')) === '', 'Redis cuts it off');
    const { stdout } = await here.run('ps', ['-o', 'rss=', '-p', pid]);
    expect(Number(stdout)).toBeGreaterThan(0);
    expect(Number(stdout)).toBeLessThan(120 * 1024);
    reader.write('go\n');
    const { stderr } = await reader.ended;
    expect(stderr).toContain('the connection was lost');
  });
});
