// The same for those who look after workers: whoever is killed at whichever step leaves what is known, true and can be stopped.
import { test, vi } from 'vitest';
import { isAlive } from '../rig/processes.ts';
import type { Scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { readRecord } from './births.ts';
import type { Stepper } from './steps.ts';
import { expectEndable, start, walk as walkAll } from './walk.ts';

/** There are many, and each takes some starts and stops. */
vi.setConfig({ testTimeout: 600_000 });

/** That it can be started again is seen at the next step, where that begins so. */
const walk = (...[entry, prepare, deed]: Parameters<typeof walkAll>) => walkAll(entry, prepare, deed, expectEndable);

const startWorkers = (stepper: Stepper) => start(stepper, '--workers', '2', '--listen', '0');

const startWorker = (stepper: Stepper) => start(stepper, '--listen', '0');

const killSupervisor = async (stepper: Stepper, here: Scene): Promise<void> => {
  await startWorker(stepper);
  const { pid } = readRecord(here, 'one').supervisor;
  process.kill(pid, 'SIGKILL');
  await until(() => !isAlive(pid), 'the supervisor is dead');
};

const nothing = async (): Promise<void> => {};

test('start', () => walk('cli', nothing, startWorkers));

test('the supervisor, while it starts two', () => walk('supervisor', nothing, startWorkers));

test('the supervisor, while it replaces one', () =>
  walk('supervisor', startWorker, (stepper) => stepper.run('reload', 'one')));

test('the supervisor, while it takes one over from another', () =>
  walk('supervisor', killSupervisor, (stepper) => stepper.run('resume', 'one')));

test('stop', () => walk('cli', startWorkers, (stepper) => stepper.run('stop', 'one')));
