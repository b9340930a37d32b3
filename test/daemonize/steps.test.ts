// Whoever is killed at whichever step leaves the old state or the new one: a daemon that is known and can be stopped, or none.
import { test } from 'vitest';
import { isAlive } from '../rig/processes.ts';
import type { Scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { readRecord } from './births.ts';
import type { Stepper } from './steps.ts';
import { start, tell, walk } from './walk.ts';

const nothing = async (): Promise<void> => {};

const supervisorOf = (here: Scene): number => readRecord(here, 'one').supervisor.pid;

/** Kills the command, and waits until its supervisor has started it again, or is dead. */
const untilStartedAgain = async (stepper: Stepper, here: Scene): Promise<void> => {
  const [supervisor, { main }] = [supervisorOf(here), readRecord(here, 'one')];
  process.kill(main.pid, 'SIGKILL');
  const isAgain = async (): Promise<boolean> => {
    const told = await tell(stepper);
    return told?.state === 'running' && told.pid !== main.pid;
  };
  await until(
    async () => !isAlive(supervisor) || (await isAgain()),
    'it is started again, or nobody is there to do it',
  );
};

const killSupervisor = async (stepper: Stepper, here: Scene): Promise<void> => {
  await start(stepper, '--restart');
  const supervisor = supervisorOf(here);
  process.kill(supervisor, 'SIGKILL');
  await until(() => !isAlive(supervisor), 'the supervisor is dead');
};

test('start', () => walk('cli', nothing, (stepper) => start(stepper)));

test('start of what will be looked after', () => walk('cli', nothing, (stepper) => start(stepper, '--restart')));

test('start of what only its supervisor can start', () =>
  walk('cli', nothing, (stepper) => start(stepper, '--restart', '--log-size', '1m')));

test('the supervisor, while it begins to look after a command', () =>
  walk('supervisor', nothing, (stepper) => start(stepper, '--restart')));

test('the supervisor, while it starts its command', () =>
  walk('supervisor', nothing, (stepper) => start(stepper, '--restart', '--log-size', '1m')));

test('the supervisor, while it starts its command again', () =>
  walk('supervisor', (stepper) => start(stepper, '--restart', '--backoff', '0'), untilStartedAgain));

test('the supervisor, while it takes over from another', () =>
  walk('supervisor', killSupervisor, (stepper) => stepper.run('resume', 'one')));

test('stop', () =>
  walk(
    'cli',
    (stepper) => start(stepper),
    (stepper) => stepper.run('stop', 'one'),
  ));

test('stop of what is looked after', () =>
  walk(
    'cli',
    (stepper) => start(stepper, '--restart'),
    (stepper) => stepper.run('stop', 'one'),
  ));
