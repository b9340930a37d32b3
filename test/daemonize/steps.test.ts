// Whoever is killed at whichever step leaves the old state or the new one: a daemon that is known and can be stopped, or none.
import { expect, test } from 'vitest';
import { isAlive, processesAround } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { readRecord } from './births.ts';
import { type Entry, type Stepper, stepperIn } from './steps.ts';

/** More steps than any of these takes. */
const MANY = 200;

const isCommand = ({ command }: { readonly command: string }): boolean => /^sleep 1000/.test(command);

const commands = (here: Scene): readonly number[] =>
  processesAround(here.root)
    .filter(isCommand)
    .map(({ pid }) => pid);

const start = (stepper: Stepper, ...options: readonly string[]) =>
  stepper.run('--settle', '0', '--name', 'one', ...options, 'sleep', '1000');

interface Told {
  readonly state: string;
  readonly pid: number | null;
}

const tell = async (stepper: Stepper): Promise<Told | undefined> => {
  const { code, stderr, stdout } = await stepper.run('list', '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout)[0];
};

/** What is said of it is true, and it is in no state that will change by itself. */
const isSound = async (here: Scene, stepper: Stepper): Promise<boolean> => {
  const told = await tell(stepper);
  const found = commands(here);
  if (told?.state === 'running' || told?.state === 'unsupervised') return found.length === 1 && found[0] === told.pid;
  // A supervisor that was called in vain goes by itself.
  const isOver = told === undefined || ['stopped', 'exited', 'failed'].includes(told.state);
  return isOver && processesAround(here.root).length === 0;
};

/** It can be brought up again by what is there for that, and be ended. */
const expectUsable = async (here: Scene, stepper: Stepper, step: number): Promise<void> => {
  const { code, stderr } = await stepper.run('stop', 'one');
  expect([0, 4], `step ${step}: ${stderr}`).toContain(code);
  expect(processesAround(here.root), `step ${step}`).toEqual([]);
  expect(await start(stepper), `step ${step}`).toMatchObject({ code: 0, stderr: '' });
  expect(commands(here), `step ${step}`).toHaveLength(1);
  expect(await stepper.run('stop', 'one'), `step ${step}`).toMatchObject({ code: 0, stderr: '' });
};

/** Has `deed` done again and again, of which the program is killed at the first step, the second, ... until it comes to its end. */
const walk = async (
  entry: Entry,
  prepare: (stepper: Stepper, here: Scene) => Promise<unknown>,
  deed: (stepper: Stepper, here: Scene) => Promise<unknown>,
): Promise<void> => {
  const here = scene();
  const stepper = stepperIn(here);
  let step = 1;
  for (; step < MANY; step += 1) {
    await prepare(stepper, here);
    stepper.killAt(entry, step);
    await deed(stepper, here);
    const isOver = !stepper.isKilled(entry);
    stepper.killAt(entry, 0);
    await until(() => isSound(here, stepper), `after step ${step} all is as it is told`);
    await expectUsable(here, stepper, step);
    if (isOver) break;
  }
  expect(step).toBeGreaterThan(2);
  expect(step).toBeLessThan(MANY);
};

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
