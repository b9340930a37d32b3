/** Does the steps of a plan: all of them, or none. */
import { ExitCode, Failure, isFailure } from '@proctools/core';
import { begin, forget, type Operation, prune, readOperations, write } from './operation.ts';
import { perform } from './perform.ts';
import { rollBack } from './roll-back.ts';
import type { Step } from './step.ts';

/** What a step is about, for a sentence. */
const VERBS: Readonly<Record<Step['type'], string>> = {
  folder: 'make',
  link: 'link',
  file: 'write',
  mode: 'change the mode of',
  remove: 'remove',
};

const failedStep = (step: Step, cause: unknown): Failure =>
  isFailure(cause)
    ? cause
    : new Failure(ExitCode.failed, `cannot ${VERBS[step.type]} ${step.path}`, {
        hint: 'nothing has been changed',
        cause,
      });

const takeBack = (store: string, operation: Operation): void => {
  try {
    rollBack(store, operation);
    forget(store, operation.number);
  } catch (cause) {
    throw new Failure(ExitCode.failed, `cannot put back all that operation ${operation.number} has changed`, {
      hint: 'nothing of it is lost, and the next run tries again',
      cause,
    });
  }
};

/** What is only tidying up can be done the next time. */
const tidy = (work: () => void): void => {
  try {
    work();
  } catch {}
};

const writingDown = <Answer>(work: () => Answer): Answer => {
  try {
    return work();
  } catch (cause) {
    if (isFailure(cause)) throw cause;
    throw new Failure(ExitCode.failed, 'cannot write down what is being done, so it is not done', { cause });
  }
};

const performAll = (steps: readonly Step[], operation: Operation): void => {
  for (const [index, step] of steps.entries()) {
    const change = operation.changes[index];
    if (!change) throw new Error(`operation ${operation.number} has no change ${index}`);
    try {
      perform(step, change.beside);
    } catch (cause) {
      throw failedStep(step, cause);
    }
  }
};

/**
 * Does all steps, or puts back what was there and throws a Failure. The store's lock must be held.
 * It never waits, so no signal comes between two steps.
 */
export const applySteps = (
  store: string,
  about: Pick<Operation, 'deed' | 'names' | 'undoes'>,
  steps: readonly Step[],
): Operation | undefined => {
  if (steps.length === 0) return undefined;
  const operation = writingDown(() => begin(store, about, steps));
  try {
    performAll(steps, operation);
    writingDown(() => write(store, { ...operation, state: 'done' }));
  } catch (error) {
    takeBack(store, operation);
    throw error;
  }
  if (about.undoes === undefined) tidy(() => prune(store));
  return operation;
};

/** Takes back what a crash left half done, and finishes an undoing that was done. The store's lock must be held. */
export const recover = (store: string): void => {
  for (const operation of readOperations(store).toReversed()) {
    if (operation.state === 'begun') takeBack(store, operation);
    else if (operation.undoes !== undefined) forgetUndone(store, operation);
  }
};

/** Forgets an operation that has been undone, and then that which undid it. */
export const forgetUndone = (store: string, { number, undoes }: Operation): void =>
  tidy(() => {
    if (undoes !== undefined) forget(store, undoes);
    forget(store, number);
  });
