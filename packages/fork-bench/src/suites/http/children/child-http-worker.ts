// One of several processes that answer: `dist/child-http-worker.cjs SPEC`, started by the server.
import type { Socket } from 'node:net';
import { endWithParent, tellParent } from '../../bound.ts';
import { createAnswering, LOCAL, portOf } from '../answering.ts';
import { HOW_FAR, type Ready, type WorkerSpec } from '../server-spec.ts';

endWithParent();
const { by, port } = JSON.parse(process.argv[2] ?? '{}') as WorkerSpec;
const { read, server } = createAnswering();

process.on('message', (message, socket: Socket | undefined) => {
  if (message === HOW_FAR) return tellParent(read());
  // It may have been closed on its way.
  if (!socket) return;
  server.emit('connection', socket);
  socket.resume();
});

const tellReady = (at: number): void => tellParent({ port: at } satisfies Ready);

if (by === 'messages') tellReady(0);
else {
  // @types/node 20 does not know reusePort yet.
  const options = { port, host: LOCAL, ...(by === 'sharing' && { reusePort: true }) };
  server.listen(options, () => tellReady(portOf(server)));
}
