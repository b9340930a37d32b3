/** What JetStream had against us, in our words. */
import { ExitCode, Failure } from '@proctools/core';
import type { NatsAddress } from '../../address/address.ts';
import { isOfConnection, Unreachable } from './reason.ts';

/** JetStream is being started, or has no leader: "temporarily unavailable". */
const UNAVAILABLE = 10008;

const missingStream = (name: string, { create, stream, subject }: NatsAddress): Failure =>
  new Failure(ExitCode.failed, `${name}: there is no stream ${stream}`, {
    hint:
      subject === undefined
        ? 'with a subject and &create in the address it is made, as in nats://host/jobs.*?stream=JOBS&create'
        : create
          ? undefined
          : 'add &create to the address to have it made for that subject',
  });

/** As a Failure, an Unreachable where it may go away. What is of the connection only stays as it is. */
export const streamFailure = (error: unknown, name: string, address: NatsAddress): unknown => {
  if (!(error instanceof Error) || error instanceof Failure || isOfConnection(error)) return error;
  const code = 'code' in error ? error.code : undefined;
  switch (error.name) {
    case 'JetStreamNotEnabled':
      return new Unreachable(ExitCode.failed, `${name}: this server has no JetStream`, {
        hint: 'start it with --jetstream, or leave stream out of the address',
      });
    case 'StreamNotFoundError':
      return missingStream(name, address);
    case 'TimeoutError':
      return new Unreachable(ExitCode.timedOut, `${name}: JetStream did not answer in time`);
    case 'RequestError':
      return new Failure(ExitCode.failed, `${name}: ${error.message}`);
    case 'JetStreamApiError':
      return code === UNAVAILABLE
        ? new Unreachable(ExitCode.failed, `${name}: ${error.message}`)
        : new Failure(ExitCode.failed, `${name}: ${error.message}`);
    default:
      return error;
  }
};
