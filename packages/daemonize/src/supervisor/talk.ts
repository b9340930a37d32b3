/**
 * What the launcher and the supervisor that it has called say to each other. The launcher: its order, in one line of JSON, and, when it
 * has started the command itself, how that went in a second one; then it ends its side. The supervisor: one JSON text, and the end.
 */
import { Failure } from '@proctools/core';
import type { ListenAddress } from '../crew/address.ts';
import type { EnvironmentSource, Settings } from '../settings.ts';
import type { StartOutcome } from '../start/outcome.ts';
import type { Origin } from '../store/record.ts';

/** Where the supervisor finds the connection. The sockets of workers, if there are any, follow it. */
export const CONNECTION = 3;

/** What the launcher asks for. */
export interface Order {
  readonly home: string;
  /** XDG_RUNTIME_DIR of whoever called. */
  readonly runtimeFolder: string | undefined;
  readonly name: string;
  readonly settings: Settings;
  readonly source: EnvironmentSource;
  readonly from?: Origin | undefined;
  readonly ifNotRunning: boolean;
  /**
   * `start`, `restart`: start it. `launcher`: he starts it himself, and when he has said all it is looked after if it is there, and names
   * us as its supervisor. `resume`: it runs already, and is to be looked after again.
   */
  readonly by: 'start' | 'restart' | 'launcher' | 'resume';
  /** Where the sockets listen that it was handed for its workers. */
  readonly listen?: readonly ListenAddress[] | undefined;
}

/** What the launcher knows of a command that he has started. */
export interface Started {
  /** How long its logs were before. */
  readonly offsets: { readonly stdout: number; readonly stderr: number };
}

/** All that a launcher has said; undefined when he ended before that was an order. */
export const readSaid = (
  text: string,
): { readonly order: Order; readonly started: Started | undefined } | undefined => {
  const [order, started, ...rest] = text.split('\n');
  if (order === undefined || started === undefined) return undefined;
  return { order: JSON.parse(order), started: rest.length > 0 ? JSON.parse(started) : undefined };
};

/** How the first start went, or why it could not be tried. */
export type Reply =
  | { readonly outcome: StartOutcome }
  | {
      readonly failure: Pick<Failure, 'code' | 'message' | 'hint'>;
      readonly cause: { readonly message: string; readonly code: string | undefined } | undefined;
    };

/** A failure as it can be sent. */
export const replyOf = ({ cause, code, hint, message }: Failure): Reply => {
  const error = cause instanceof Error ? (cause as NodeJS.ErrnoException) : undefined;
  return { failure: { code, message, hint }, cause: error && { message: error.message, code: error.code } };
};

/** What was sent, as it was. Throws the failure. */
export const outcomeOf = (reply: Reply): StartOutcome => {
  if ('outcome' in reply) return reply.outcome;
  const { cause, failure } = reply;
  const error = cause && Object.assign(new Error(cause.message), { code: cause.code });
  throw new Failure(failure.code, failure.message, { hint: failure.hint, cause: error });
};
