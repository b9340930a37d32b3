import { writeErr } from '@proctools/core';
import type { Launch } from '../start/launch-request.ts';
import { canOpenSockets } from './sockets.ts';

/** Where sockets cannot be opened for others, Node's cluster shares what the program itself listens on, and that is said. */
export const withClusterIfNeeded = (request: Launch): Launch => {
  const { crew } = request.settings;
  if (!crew || crew.listen.length === 0 || canOpenSockets()) return request;
  writeErr(
    `daemonize: Node ${process.version} cannot open sockets for others: the workers share through its cluster\n`,
  );
  return { ...request, settings: { ...request.settings, crew: { ...crew, listen: [], schedule: 'rr' } } };
};
