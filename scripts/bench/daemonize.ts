// What looking after a program costs, beside the supervisors and loggers that do the same.
import { clockProgram } from './child.ts';
import { idle } from './daemonize/idle.ts';
import { logs } from './daemonize/logs.ts';
import { manyRestarts } from './daemonize/many-restarts.ts';
import { restart } from './daemonize/restart.ts';
import { start } from './start.ts';
import { inWorkshop, type Workshop } from './workshop.ts';

interface Part {
  /** How often, or how many, unless a number follows its name. */
  readonly count: number;
  readonly measure: (count: number, workshop: Workshop) => Promise<void>;
}

const PARTS: Readonly<Record<string, Part>> = {
  restart: { count: 10, measure: (rounds, workshop) => restart(rounds, clockProgram(workshop), workshop) },
  memory: {
    count: 2000,
    measure: async (restarts, workshop) => {
      await idle(clockProgram(workshop), workshop);
      await manyRestarts(restarts, workshop);
    },
  },
  logs: { count: 1_000_000, measure: logs },
  start: { count: 1, measure: start },
};

/** The number behind the part's name, or the usual one. */
const countFor = (name: string, usual: number, operands: readonly string[]): number => {
  const next = operands[operands.indexOf(name) + 1] ?? '';
  return operands.includes(name) && /^\d+$/.test(next) ? Number(next) : usual;
};

/** `[restart [ROUNDS]] [memory [RESTARTS]] [logs [LINES]] [start]`: the parts to measure, all without one. */
export const daemonize = async (operands: readonly string[]): Promise<void> => {
  const named = Object.keys(PARTS).filter((part) => operands.includes(part));
  for (const [name, { count, measure }] of Object.entries(PARTS)) {
    if (named.length > 0 && !named.includes(name)) continue;
    await inWorkshop((workshop) => measure(countFor(name, count, operands), workshop));
  }
};
