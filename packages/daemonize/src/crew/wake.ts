/** A new supervisor for the sockets that there are: their holder becomes it, and comes to us for its order. */
import { createServer, type Socket } from 'node:net';
import { ExitCode, Failure, removeFile } from '@proctools/core';
import type { Launch } from '../start/launch-request.ts';
import { engageCaller } from '../start/launch-supervised.ts';
import type { StartOutcome } from '../start/outcome.ts';
import { controlFile } from '../store/control-file.ts';
import type { Store } from '../store/home.ts';
import type { DaemonRecord } from '../store/record.ts';
import { wakeHolder } from './holder.ts';

/** Who comes to this socket first. */
const untilCalled = (file: string, call: () => void): Promise<Socket> =>
  new Promise((resolve, reject) => {
    removeFile(file);
    const server = createServer({ allowHalfOpen: true }, (connection) => {
      server.close(); // which removes the file
      resolve(connection);
    });
    server.once('error', reject);
    server.listen(file, () => {
      try {
        call();
      } catch (error) {
        server.close();
        reject(error);
      }
    });
  });

/** `resume`: it takes the workers over. `restart`: there are none any more, and it starts them. */
export const wake = async (
  store: Store,
  record: DaemonRecord,
  request: Pick<Launch, 'name' | 'settings' | 'source' | 'ifNotRunning'>,
  by: 'restart' | 'resume',
): Promise<StartOutcome> => {
  const { crew, name } = record;
  const file = controlFile(store, name, process.env.XDG_RUNTIME_DIR, `wake-${process.pid}.sock`);
  if (file === null) {
    throw new Failure(ExitCode.failed, `${name}: the path of the state folder is too long for a socket`, {
      hint: 'set XDG_RUNTIME_DIR to a short one',
    });
  }
  const connection = await untilCalled(file, () => wakeHolder(store, record, file));
  const order = { home: store.home, ...request, by, listen: crew?.listen };
  return engageCaller(connection, order);
};
