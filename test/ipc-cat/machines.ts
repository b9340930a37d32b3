/**
 * Several machines, as far as the network goes: each is a network namespace, and all are joined by a bridge in the first.
 * network_namespaces(7), veth(4), bridge(8)
 */
import type { Running, RunOptions } from '../rig/run.ts';
import { type Scene, scene } from '../rig/scene.ts';

export interface Machine {
  readonly address: string;
  /** Starts something there. Its pid is its own. */
  start(file: string, operands?: readonly string[], options?: RunOptions): Running;
}

const NET = '10.7.0';

/** Lives as long as its standard input is open, and holds the namespace. */
const HOLDER = ['--net', 'sh', '-c', 'echo here; exec cat'];

const holder = async (here: Scene): Promise<number> => {
  const running = here.start('unshare', HOLDER, { stdin: 'open' });
  await running.until(/here/);
  return running.pid;
};

const configure = async (here: Scene, pid: number, script: string): Promise<void> => {
  const { code, stderr } = await here.run('nsenter', ['-t', `${pid}`, '--net', 'sh', '-ec', script]);
  if (code !== 0) throw new Error(`the network of a machine could not be made: ${stderr}`);
};

const machineAt = (here: Scene, pid: number, address: string): Machine => ({
  address,
  start: (file, operands = [], options = {}) =>
    here.start('nsenter', ['-t', `${pid}`, '--net', file, ...operands], options),
});

const join = async (here: Scene, first: number, index: number): Promise<Machine> => {
  const pid = await holder(here);
  const address = `${NET}.${index + 2}`;
  await configure(
    here,
    first,
    `ip link add m${index} type veth peer name eth0 netns ${pid}; ip link set m${index} master bridge up`,
  );
  await configure(here, pid, `ip link set lo up; ip address add ${address}/24 dev eth0; ip link set eth0 up`);
  return machineAt(here, pid, address);
};

/** Makes a machine for a server, and so many others that reach it. */
export const makeMachines = async (
  here: Scene,
  count: number,
): Promise<{ readonly server: Machine; readonly others: readonly Machine[] }> => {
  const first = await holder(here);
  const address = `${NET}.1`;
  await configure(
    here,
    first,
    `ip link set lo up; ip link add bridge type bridge; ip address add ${address}/24 dev bridge; ip link set bridge up`,
  );
  const others = await Promise.all(Array.from({ length: count }, (_, index) => join(here, first, index)));
  return { server: machineAt(here, first, address), others };
};

/** Why there can be none here; undefined where there can be. */
export const whyNoMachines = async (): Promise<string | undefined> => {
  const script = 'ip link add bridge type bridge && ip link add m0 type veth peer name eth0';
  const { code, stderr } = await scene().run('unshare', ['--net', 'sh', '-c', script]);
  return code === 0 ? undefined : stderr.trim();
};
