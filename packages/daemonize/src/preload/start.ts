// The worker's side of `--workers`, loaded before an unmodified program. It has listen() take the sockets that the supervisor holds,
// tells the supervisor when that was done, and, asked to drain, brings the connections to their end without a request lost:
//
//   worker to supervisor   { cmd: 'NODE_DAEMONIZE', type: 'listening', address }, { …, type: 'drained' }, { …, type: 'leaving' }
//   supervisor to worker   { cmd: 'NODE_DAEMONIZE', type: 'drain' }
//
// What it uses of Node that is not documented is said where it is used; where that is missing, the program runs as without us.
import { isMainThread } from 'node:worker_threads';
import { teller, tellOfLeaving, watchProcess } from './channel.ts';
import { gentleCloser } from './close.ts';
import { mapListen } from './listen.ts';
import { quietly } from './quietly.ts';
import { watchSent } from './sent.ts';
import { watchServers } from './servers.ts';
import { drainOnStopSignal } from './stop-signal.ts';
import { forgetSockets, type Task, takeTask } from './task.ts';
import { isPretender } from './unheard.ts';

const startWorker = ({ handed, isInCluster, stopSignal }: Task): void => {
  const tell = teller();
  tellOfLeaving(tell);
  const servers = watchServers((server) => {
    makeGentle(server);
    tell({ type: 'listening', address: server.address() });
  }, isInCluster);
  const makeGentle = gentleCloser(servers.leave);
  const stop = drainOnStopSignal(stopSignal, servers.drain);
  watchProcess({
    drain: () => void servers.drain().then(() => tell({ type: 'drained' })),
    gone: stop.await,
    isWithheld: stop.isWithheld,
  });
  mapListen(handed, (server) => {
    servers.keep(server);
    forgetSockets(process.env);
  });
  if (!process.connected) {
    stop.await();
    return;
  }
  watchSent((server) => {
    if (!isPretender(server)) return;
    tell({ type: 'listening', address: server.address() }); // its children do
    forgetSockets(process.env);
  });
};

/** Does what the environment asks of this process as a worker; in any other process, and thread, nothing. */
export const startPreload = (): void => {
  if (!isMainThread) return;
  quietly(() => {
    const task = takeTask(process.env, process.pid);
    if (task) startWorker(task);
  });
};
