/** Starting a daemon of several workers: the sockets are opened here, and handed to its supervisor. */
import { alreadyRunning } from '../start/already-running.ts';
import type { Launch } from '../start/launch-request.ts';
import { engage } from '../start/launch-supervised.ts';
import type { StartOutcome } from '../start/outcome.ts';
import { prepare } from '../start/prepare.ts';
import type { Store } from '../store/home.ts';
import { callSupervisor } from '../supervisor/call.ts';
import { openSockets } from './sockets.ts';
import { withClusterIfNeeded } from './with-cluster.ts';

export const launchCrew = async (store: Store, asked: Launch): Promise<StartOutcome> => {
  const prepared = prepare(asked);
  if (prepared.type !== 'prepared') return prepared;
  const there = alreadyRunning(store, asked);
  if (there) return there;
  const { by, from, ifNotRunning, name, settings, source } = withClusterIfNeeded(asked);
  if (by === 'supervisor') throw new Error('a supervisor has no supervisor');
  const sockets = await openSockets(settings.crew?.listen ?? [], prepared.owner);
  const order = { home: store.home, name, settings, source, from, ifNotRunning, by, listen: sockets.addresses };
  const called = callSupervisor(store.home, sockets.descriptors, sockets.descriptors.length === 0);
  sockets.close(); // before we would accept what is for the workers
  return engage(order, called);
};
