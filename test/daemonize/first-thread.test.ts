// A process of which only the first thread has ended: it looks like a zombie, and lives.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { testWith } from '../contract/tools.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { pidIn } from './births.ts';
import { statusOf } from './one-daemon.ts';

const PROGRAM = `
#include <pthread.h>
#include <unistd.h>
static void *rest(void *nothing) { for (;;) pause(); }
int main(void) {
  pthread_t thread;
  pthread_create(&thread, 0, rest, 0);
  pthread_exit(0);
}
`;

const testWithCc = testWith('cc');

const build = async (here: Scene): Promise<string> => {
  here.write({ 'headless.c': PROGRAM });
  expect(await here.run('cc', ['-pthread', '-o', 'headless', 'headless.c'])).toMatchObject({ code: 0 });
  return path.join(here.work, 'headless');
};

const isHeadless = (pid: number): boolean => / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

testWithCc('it counts as running, and stop ends it', async () => {
  const here = scene();
  const pid = pidIn(await here.daemonize(await build(here)));
  await until(() => isHeadless(pid), 'its first thread has ended');
  expect((await here.daemonize('status', 'headless')).code).toBe(0);
  expect(await statusOf(here, 'headless')).toMatchObject({ state: 'running', pid });
  expect((await here.daemonize('headless')).code).not.toBe(0);
  expect(await here.daemonize('stop', 'headless')).toMatchObject({
    ...{ code: 0, stderr: '', stdout: 'headless: stopped (1 process)\n' },
  });
  await until(() => !threadsOf(pid), 'no thread of it is left');
});

const threadsOf = (pid: number): boolean => {
  try {
    return isHeadless(pid) && Number(/^Threads:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) > 1;
  } catch {
    return false;
  }
};

testWithCc('as a child that left the session it is found by its environment', async () => {
  const here = scene();
  const file = await build(here);
  const script = `(setsid sh -c 'echo $$ >pid; exec "${file}"' &) ; exec sleep 1000`;
  pidIn(await here.daemonize('--name', 'parent', 'sh', '-c', script));
  const pid = await until(() => Number(readFileSync(path.join(here.work, 'pid'), 'utf8')), 'the child runs');
  await until(() => isHeadless(pid), 'its first thread has ended');
  expect(await here.daemonize('stop', 'parent')).toMatchObject({
    ...{ code: 0, stderr: '', stdout: 'parent: stopped (2 processes)\n' },
  });
  await until(() => !threadsOf(pid), 'no thread of it is left');
});
