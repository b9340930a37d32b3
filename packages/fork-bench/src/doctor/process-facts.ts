/** What is special about this process, and what it starts will inherit. */
import { getPriority, loadavg } from 'node:os';
import { affineCores } from '../machine/allowed-cores.ts';
import { findControlGroup } from '../machine/control-group.ts';
import { openCounters } from '../machine/counters.ts';
import { readText } from '../machine/read-text.ts';
import type { Fact } from './fact.ts';

const CLOCKSOURCE = '/sys/devices/system/clocksource/clocksource0/current_clocksource';

/** As many readings as it takes to see the smallest step. */
const READINGS = 2_000;

/** The smallest step between two readings that differ, and what a reading costs, in nanoseconds. */
const clock = (): Fact => {
  const readings = Array.from({ length: READINGS }, () => process.hrtime.bigint());
  const steps = readings.slice(1).map((reading, at) => Number(reading - (readings[at] ?? reading)));
  return {
    type: 'clock',
    name: readText(CLOCKSOURCE),
    resolutionNs: Math.min(...steps.filter((step) => step > 0)),
    costNs: steps.reduce((sum, step) => sum + step, 0) / steps.length,
  };
};

/** A Node that was built without its debugger throws here. */
const isInspected = (): boolean => {
  try {
    return process.getBuiltinModule('node:inspector').url() !== undefined;
  } catch {
    return false;
  }
};

/** Who traces us (ptrace(2)), and whether a debugger may talk to us: what we start is traced, too. */
const tracer = (): Fact => {
  const pid = Number(/^TracerPid:\s*(\d+)/m.exec(readText('/proc/self/status') ?? '')?.[1] ?? 0);
  return { type: 'tracer', tracer: pid === 0 ? undefined : pid, isInspected: isInspected() };
};

const build = (): Fact => {
  const settings = process.config.variables as Readonly<Record<string, unknown>>;
  return {
    type: 'build',
    hasSnapshot: settings.node_use_node_snapshot !== false,
    hasCodeCache: settings.node_use_node_code_cache !== false,
    isDebug: process.features.debug,
    isShared: settings.node_shared === true,
  };
};

const online = (): number => {
  const counters = openCounters();
  const { cores } = counters.read();
  counters.close();
  return cores;
};

/** Looks at processors allowed, load, priority, tracer, clock, and how Node was built. */
export const processFacts = (): readonly Fact[] => {
  const affine = affineCores();
  return [
    { type: 'cores', online: online(), affine, quota: findControlGroup()?.quota?.cores },
    ...(process.platform === 'win32' ? [] : [{ type: 'load', load: loadavg()[0] ?? 0, cores: affine } as const]),
    { type: 'priority', nice: getPriority() },
    tracer(),
    build(),
    clock(),
  ];
};
