/** The socket that a supervisor answers on: one request a line, one answer a line, both JSON. unix(7) */
import { chmodSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { isFailure, removeFile } from '@proctools/core';
import { lineCutter } from '../logs/lines.ts';

/** What is asked for, and whatever that needs. */
export interface Request {
  readonly request: string;
  readonly [more: string]: unknown;
}

/** What comes back: that it is done, with what was asked for, or why not. */
export type Answer =
  | { readonly ok: true; readonly [more: string]: unknown }
  | { readonly ok: false; readonly error: string; readonly [more: string]: unknown };

/** Some take their time. */
export type Fulfil = (request: Request) => Answer | Promise<Answer>;

/** Who does not read what he has asked for is let go before it fills the memory. */
const MOST_UNREAD = 1 << 20;

const parse = (line: string): Request | undefined => {
  try {
    const found = JSON.parse(line) as Partial<Request> | null;
    return typeof found?.request === 'string' ? (found as Request) : undefined;
  } catch {
    return undefined;
  }
};

const answerTo = async (line: string, fulfil: Fulfil): Promise<Answer> => {
  const request = parse(line);
  if (!request) return { ok: false, error: 'expected a JSON object with a request, such as {"request":"status"}' };
  try {
    return await fulfil(request);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { ok: false, error: error.message };
  }
};

const serve = (client: Socket, fulfil: Fulfil): void => {
  let last: Promise<void> = Promise.resolve(); // the answers come in the order of the requests
  const { end, write } = lineCutter((line) => {
    if (line.trim() === '' || client.destroyed) return;
    const answer = answerTo(line, fulfil);
    last = last.then(async () => {
      const text = `${JSON.stringify(await answer)}\n`;
      if (!client.destroyed) client.write(text);
      if (client.writableLength > MOST_UNREAD) client.destroy();
    });
  });
  client.on('error', () => {}); // he has gone
  client.on('data', write).on('end', () => {
    end();
    void last.then(() => client.end());
  });
};

export interface Control {
  /** Removes the socket; whoever is connected is let go. */
  readonly close: () => void;
}

/** Opens the socket, for its owner only, in the place of one whose supervisor has died. Rejects when it cannot. */
export const openControl = (file: string, fulfil: Fulfil): Promise<Control> =>
  new Promise((resolve, reject) => {
    removeFile(file);
    const server = createServer({ allowHalfOpen: true }, (client) => serve(client, fulfil));
    server.once('error', reject);
    server.listen(file, () => {
      chmodSync(file, 0o600);
      resolve({ close: () => server.close() }); // which removes the file
    });
  });
