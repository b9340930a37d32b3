/** What the launcher and the supervisor that it starts say to each other: a JSON text each way, up to the end of the stream. */
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
  /** `resume`: it runs already, and is to be looked after again. */
  readonly by: 'start' | 'restart' | 'resume';
  /** Where the sockets listen that it was handed for its workers. */
  readonly listen?: readonly ListenAddress[] | undefined;
}

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
