import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import type { AnswerTo, Deed } from './deeds.ts';
import { isAlive } from './processes.ts';
import { until, within } from './until.ts';

/** Who a puppet is, as it says itself when it connects. */
export interface Hello {
  readonly pid: number;
  readonly ppid: number;
  /** The operands after the puppet's own command. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly execArgv: readonly string[];
}

type Told =
  | { readonly type: 'signal'; readonly value: string }
  | { readonly type: 'message'; readonly value: unknown }
  | { readonly type: 'disconnect'; readonly value: null }
  | {
      readonly type: 'child';
      readonly value: { readonly pid: number; readonly code: number; readonly signal: string };
    };

/** One puppet that runs, as the test holds it. */
export interface Actor extends Hello {
  /** Has it do something. Settles with its answer; for its own end, when it has ended. */
  do<Done extends Deed>(deed: Done): Promise<AnswerTo<Done>>;
  /** Waits for the next of these signals that it caught; each is handed out once. */
  received(signal: NodeJS.Signals): Promise<void>;
  /** Waits for an IPC message; without a value, for the next one. */
  receivedMessage(expected?: unknown): Promise<unknown>;
  /** Waits for anything else that it tells. */
  told(type: Told['type'], fits?: (value: unknown) => boolean): Promise<unknown>;
  /** Settles when it is gone, however it went. */
  readonly ended: Promise<void>;
}

interface Waiting {
  readonly fits: (told: Told) => boolean;
  readonly resolve: (value: unknown) => void;
}

/** What was told and what is waited for; whichever comes second finds the first. */
const mailbox = () => {
  const arrived: Told[] = [];
  const waiting: Waiting[] = [];
  return {
    put: (told: Told): void => {
      const index = waiting.findIndex(({ fits }) => fits(told));
      if (index === -1) arrived.push(told);
      else waiting.splice(index, 1)[0]?.resolve(told.value);
    },
    take: (fits: (told: Told) => boolean): Promise<unknown> => {
      const index = arrived.findIndex(fits);
      if (index !== -1) return Promise.resolve(arrived.splice(index, 1)[0]?.value);
      return new Promise((resolve) => waiting.push({ fits, resolve }));
    },
    arrived,
  };
};

interface Pending {
  readonly deed: Deed;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

const endsIt = (deed: Deed): boolean => 'exit' in deed || 'kill' in deed || 'throw' in deed;

/** Answers to what was asked, by number. */
const correspondence = (socket: Socket) => {
  const pending = new Map<number, Pending>();
  let count = 0;
  return {
    ask: (deed: Deed): Promise<unknown> =>
      new Promise((resolve, reject) => {
        count += 1;
        pending.set(count, { deed, resolve, reject });
        socket.write(`${JSON.stringify({ id: count, deed })}\n`);
      }),
    answered: ({ id, answer, error }: { id: number; answer?: unknown; error?: string }): void => {
      const asked = pending.get(id);
      pending.delete(id);
      if (error === undefined) asked?.resolve(answer);
      else asked?.reject(new Error(`the puppet could not do ${JSON.stringify(asked.deed)}: ${error}`));
    },
    ended: (pid: number): void => {
      for (const { deed, resolve, reject } of pending.values()) {
        if (endsIt(deed)) resolve(undefined);
        else reject(new Error(`the puppet ${pid} ended before it answered ${JSON.stringify(deed)}`));
      }
    },
  };
};

/** Makes the actor out of a connection; calls `ready` once the puppet has said who it is. */
export const actorOn = (socket: Socket, ready: (actor: Actor) => void): void => {
  const letters = correspondence(socket);
  const box = mailbox();
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.on('error', () => {}); // 'close' follows
  const actor = (hello: Hello): Actor => {
    // An ending process closes its descriptors first, and is still there for a moment.
    const ended = closed
      .then(() => until(() => !isAlive(hello.pid), `the puppet ${hello.pid} has ended`))
      .then(() => {});
    void ended.then(() => letters.ended(hello.pid));
    const told: Actor['told'] = (type, fits = () => true) =>
      within(
        box.take((one) => one.type === type && fits(one.value)),
        () => `the puppet ${hello.pid} tells of a ${type}; untaken are ${JSON.stringify(box.arrived)}`,
      );
    return {
      ...hello,
      ended,
      do: (deed) =>
        within(letters.ask(deed), () => `the puppet ${hello.pid} does ${JSON.stringify(deed)}`) as Promise<never>,
      received: async (signal) => void (await told('signal', (value) => value === signal)),
      receivedMessage: (...expected) =>
        told('message', (value) => expected.length === 0 || isDeepStrictEqual(value, expected[0])),
      told,
    };
  };
  createInterface(socket).on('line', (line) => {
    const { event: type, value, ...letter } = JSON.parse(line);
    if (type === 'hello') ready(actor(value));
    else if (type) box.put({ type, value });
    else letters.answered(letter);
  });
};
