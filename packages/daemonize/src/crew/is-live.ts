import { connect } from 'node:net';

/** Whether somebody listens on a Unix socket. */
export const isLive = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const client = connect(path);
    client.once('connect', () => {
      client.destroy();
      resolve(true);
    });
    client.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT'));
  });
