/** Asking the supervisor of a daemon something over its socket. */
import { connect } from 'node:net';
import { ExitCode, Failure } from '@proctools/core';
import { currentState } from '../observe.ts';
import { isUp } from '../state.ts';
import type { DaemonRecord } from '../store/record.ts';
import type { Answer, Request } from './control.ts';

const assertAnswers = (record: DaemonRecord): string => {
  const { control, name } = record;
  const state = currentState(record);
  if (!isUp(state)) throw new Failure(ExitCode.notRunning, `${name} is not running`);
  if (state === 'unsupervised') {
    throw new Failure(ExitCode.failed, `${name} has lost its supervisor`, { hint: `daemonize resume ${name}` });
  }
  if (control) return control;
  throw new Failure(ExitCode.failed, `the supervisor of ${name} has no socket to be asked on`, {
    hint: 'the path of the state folder is too long: set XDG_RUNTIME_DIR to a short one, and restart it',
  });
};

/** The answer to one request, however long it takes. A Failure when there is nobody who could answer, or he goes meanwhile. */
export const ask = (record: DaemonRecord, request: Request): Promise<Answer> => {
  const file = assertAnswers(record);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const fail = (cause?: unknown): void =>
      reject(new Failure(ExitCode.failed, `the supervisor of ${record.name} did not answer`, { cause }));
    const client = connect(file);
    client.on('error', fail);
    client.on('data', (chunk) => chunks.push(chunk));
    client.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      if (text.endsWith('\n')) resolve(JSON.parse(text) as Answer);
      else fail();
    });
    client.end(`${JSON.stringify(request)}\n`);
  });
};
