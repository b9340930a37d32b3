import { leave } from '../daemonize/system.ts';
import { clusterFile, reusingFile, serverFile, WORKERS } from './programs.ts';
import type { System } from './system.ts';

/** The server alone. */
export const oneProcess = (): System => ({
  name: 'one process',
  start: async (site) => {
    leave(site, [process.execPath, serverFile(site)]);
  },
});

/** Node's cluster, as its documentation has it. */
export const cluster = (schedule: 'rr' | 'none'): System => {
  let primary: number | undefined;
  return {
    name: `Node's cluster, ${schedule}`,
    start: async (site) => {
      primary = leave(site, [process.execPath, clusterFile(site), schedule]);
    },
    supervisor: () => primary ?? Number.NaN,
  };
};

/** Processes that each have a socket of their own on the port; Node can do that since 23.1. */
export const reusePort = (node: string, major: string): System => ({
  name: `reusePort, Node ${major}`,
  start: async (site) => {
    const file = reusingFile(site);
    for (let worker = 0; worker < WORKERS; worker += 1) leave(site, [node, file]);
  },
});
