/** What decides how fast a processor is, from sysfs. https://docs.kernel.org/admin-guide/abi-testing.html */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readNumber, readText } from '../machine/read-text.ts';
import type { Fact } from './fact.ts';

const entries = (folder: string, pattern: RegExp): readonly string[] => {
  try {
    return readdirSync(folder)
      .filter((name) => pattern.test(name))
      .map((name) => path.join(folder, name));
  } catch {
    return [];
  }
};

/** The word or number in a file of each folder, where it is there. */
const each = <Value>(
  folders: readonly string[],
  name: string,
  read: (file: string) => Value | undefined,
): readonly Value[] =>
  folders.flatMap((folder) => {
    const value = read(path.join(folder, name));
    return value === undefined ? [] : [value];
  });

/** intel_pstate has a switch that turns it off, all other drivers one that turns it on. */
const turboIn = (cpus: string): readonly Fact[] => {
  const off = readNumber(path.join(cpus, 'intel_pstate/no_turbo'));
  const on = readNumber(path.join(cpus, 'cpufreq/boost'));
  if (off === undefined && on === undefined) return [];
  return [{ type: 'turbo', isOn: off === undefined ? on === 1 : off === 0 }];
};

const batteryIn = (root: string): readonly Fact[] => {
  const supplies = entries(path.join(root, 'sys/class/power_supply'), /./);
  const own = supplies.filter((supply) => readText(path.join(supply, 'scope')) !== 'Device'); // a mouse has a battery, too
  const batteries = own.filter((supply) => readText(path.join(supply, 'type')) === 'Battery');
  if (batteries.length === 0) return [];
  return [{ type: 'battery', isDischarging: each(batteries, 'status', readText).includes('Discharging') }];
};

const heatIn = (root: string, cpus: readonly string[]): readonly Fact[] => {
  const zones = entries(path.join(root, 'sys/class/thermal'), /^thermal_zone\d+$/);
  const temperatures = each(zones, 'temp', readNumber);
  const throttlings = each(cpus, 'thermal_throttle/core_throttle_count', readNumber);
  if (temperatures.length + throttlings.length === 0) return [];
  return [
    {
      type: 'heat',
      hottest: temperatures.length === 0 ? undefined : Math.max(...temperatures) / 1_000,
      throttlings: throttlings.length === 0 ? undefined : throttlings.reduce((sum, count) => sum + count, 0),
    },
  ];
};

/** Looks at governors, turbo, hyper-threads, battery and heat; what a machine does not tell is left out. `root` is where the system's files begin. */
export const processorFacts = (root = '/'): readonly Fact[] => {
  const folder = path.join(root, 'sys/devices/system/cpu');
  const cpus = entries(folder, /^cpu\d+$/);
  const smt = readText(path.join(folder, 'smt/active'));
  return [
    { type: 'governor', governors: [...new Set(each(cpus, 'cpufreq/scaling_governor', readText))] },
    ...turboIn(folder),
    ...(smt === undefined ? [] : [{ type: 'smt', isActive: smt === '1' } as const]),
    ...batteryIn(root),
    ...heatIn(root, cpus),
  ];
};
