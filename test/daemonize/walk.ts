// Walking through the steps of something, each time with somebody who is killed at the next one.
import { expect } from 'vitest';
import { processesAround } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { type Entry, type Stepper, stepperIn } from './steps.ts';

/** More steps than any of these takes. */
const MANY = 200;

const isCommand = ({ command }: { readonly command: string }): boolean => /^sleep 1000/.test(command);

/** Who holds sockets waits for somebody who comes for them. */
const isHolder = ({ command }: { readonly command: string }): boolean => command.includes('holds sockets');

const commands = (here: Scene): readonly number[] =>
  processesAround(here.root)
    .filter(isCommand)
    .map(({ pid }) => pid);

export const start = (stepper: Stepper, ...options: readonly string[]) =>
  stepper.run('--settle', '0', '--name', 'one', ...options, 'sleep', '1000');

interface Told {
  readonly state: string;
  readonly pid: number | null;
  readonly workers: readonly { readonly pid: number }[];
}

export const tell = async (stepper: Stepper): Promise<Told | undefined> => {
  const { code, stderr, stdout } = await stepper.run('list', '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout)[0];
};

const isEqual = (one: readonly number[], other: readonly number[]): boolean =>
  one.toSorted().join() === other.toSorted().join();

/** What is said of it is true, and it is in no state that will change by itself. */
const isSound = async (here: Scene, stepper: Stepper): Promise<boolean> => {
  const told = await tell(stepper);
  const found = commands(here);
  if (told?.state === 'running' || told?.state === 'unsupervised') {
    const pids = told.pid === null || told.workers.length > 0 ? told.workers.map(({ pid }) => pid) : [told.pid];
    return found.length > 0 && isEqual(found, pids);
  }
  // A supervisor that was called in vain goes by itself.
  const isOver = told === undefined || ['stopped', 'exited', 'failed'].includes(told.state);
  return isOver && processesAround(here.root).every(isHolder);
};

/** It can be ended, and then nothing is left. */
export const expectEndable = async (here: Scene, stepper: Stepper, step: number): Promise<void> => {
  const { code, stderr } = await stepper.run('stop', 'one');
  expect([0, 4], `step ${step}: ${stderr}`).toContain(code);
  expect(processesAround(here.root), `step ${step}`).toEqual([]);
};

/** It can also be brought up again by what is there for that. */
const expectUsable = async (here: Scene, stepper: Stepper, step: number): Promise<void> => {
  await expectEndable(here, stepper, step);
  expect(await start(stepper), `step ${step}`).toMatchObject({ code: 0, stderr: '' });
  expect(commands(here), `step ${step}`).toHaveLength(1);
  expect(await stepper.run('stop', 'one'), `step ${step}`).toMatchObject({ code: 0, stderr: '' });
};

/** Has `deed` done again and again, of which the program is killed at the first step, the second, ... until it comes to its end. */
export const walk = async (
  entry: Entry,
  prepare: (stepper: Stepper, here: Scene) => Promise<unknown>,
  deed: (stepper: Stepper, here: Scene) => Promise<unknown>,
  expectAll = expectUsable,
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
    await (isOver ? expectUsable : expectAll)(here, stepper, step);
    if (isOver) break;
  }
  expect(step).toBeGreaterThan(2);
  expect(step).toBeLessThan(MANY);
};
