/**
 * A lock that a kill -9 cannot leave behind, made of nothing but link(2) and rename(2), since Node
 * has no flock(2).
 *
 * The lock is a row of files `lock.1`, `lock.2`, ... of which the highest counts. Each says who took
 * it (pid, start time, boot), or that it is free again. Whoever finds the highest one free, or its
 * taker dead, may make the next: link(2) lets exactly one succeed, and puts the file there with its
 * content complete. A held file is never deleted and a higher one is only made when it is free, so one
 * who was slow, and made a number that had long been passed, sees the higher one and steps back; so
 * does one whose number is the highest only because the folder was replaced by a new one meanwhile.
 */

import { closeSync, ftruncateSync, linkSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { ExitCode } from '../exit-code.ts';
import { errorCode, Failure, isFailure } from '../failure.ts';
import { type Identity, isAlive, ownIdentity } from '../process/identity.ts';
import { sleep } from '../sleep.ts';
import { nameBeside } from './atomic-write.ts';
import { removeFile } from './remove-file.ts';

export interface Lock {
  readonly release: () => void;
}

const LONGEST_PAUSE_MS = 20;

const fileOf = (folder: string, number: number): string => path.join(folder, `lock.${number}`);

const numbers = (folder: string): readonly number[] =>
  readdirSync(folder)
    .map((name) => Number(/^lock\.(\d+)$/.exec(name)?.[1] ?? 0))
    .filter((number) => number > 0);

/** A power cut may leave a lock with half of its content; then its holder is dead as well. */
const parse = (text: string): Partial<Identity> => {
  if (text === '') return {};
  try {
    return JSON.parse(text) as Partial<Identity>;
  } catch {
    return {};
  }
};

/** Empty when it is gone: then somebody made a higher one, or moved the folder, and making ours will tell. */
const contentOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  }
};

/** Who holds lock `number`; undefined when it is free, or its holder has died. */
const holderOf = (folder: string, number: number): Identity | undefined => {
  if (number === 0) return undefined;
  const { pid, startTime, boot } = parse(contentOf(fileOf(folder, number)));
  if (pid === undefined || startTime === undefined || boot === undefined) return undefined;
  const holder = { pid, startTime, boot };
  return isAlive(holder) ? holder : undefined;
};

/** Who holds the lock of `folder` now; undefined when nobody does, or there is no such folder. */
export const lockHolder = (folder: string): Identity | undefined => {
  try {
    return holderOf(folder, Math.max(0, ...numbers(folder)));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
};

/** Makes lock `number` ours, and answers with its descriptor; undefined when somebody else made it first. */
const claim = (folder: string, number: number): number | undefined => {
  const beside = nameBeside(fileOf(folder, number));
  let descriptor: number | undefined;
  try {
    descriptor = openSync(beside, 'wx', 0o600);
    writeSync(descriptor, JSON.stringify(ownIdentity()));
    linkSync(beside, fileOf(folder, number));
    return descriptor;
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    if (errorCode(error) === 'EEXIST') return undefined;
    throw error;
  } finally {
    removeFile(beside);
  }
};

/** An empty file is a free lock. By its descriptor, for the folder may have been moved; it takes no room on a full disk. */
const release = (descriptor: number): void => {
  ftruncateSync(descriptor);
  closeSync(descriptor);
};

/** Others may have made a higher one meanwhile; a lower one can be held where the folder was replaced under our hands. */
const isContested = (folder: string, mine: number, others: readonly number[]): boolean =>
  others.some((number) => number > mine || holderOf(folder, number) !== undefined);

/** One try: the lock, or who holds it, or undefined when somebody was quicker. */
const attempt = (folder: string): Lock | Identity | undefined => {
  const highest = Math.max(0, ...numbers(folder));
  const holder = holderOf(folder, highest);
  if (holder) return holder;
  const mine = highest + 1;
  const descriptor = claim(folder, mine);
  if (descriptor === undefined) return undefined;
  const others = numbers(folder).filter((number) => number !== mine);
  if (isContested(folder, mine, others)) {
    removeFile(fileOf(folder, mine));
    closeSync(descriptor);
    return undefined;
  }
  for (const number of others) removeFile(fileOf(folder, number));
  return { release: () => release(descriptor) };
};

/** As `attempt`; a folder or file that vanishes while we look means that its remover was quicker. */
const patientAttempt = (folder: string, prepare: () => void): Lock | Identity | undefined => {
  try {
    prepare();
    return attempt(folder);
  } catch (error) {
    if (isFailure(error)) throw error;
    const code = errorCode(error);
    if (code === 'ENOENT') return undefined;
    if (code === undefined) throw error;
    throw new Failure(ExitCode.failed, `cannot lock ${folder}`, { cause: error });
  }
};

/**
 * Takes the lock of `folder`, waiting for as long as a live process holds it. `prepare` is called
 * before every try and makes the folder, or throws when it must exist. The holder may move the
 * folder away: the lock goes with it, and those who wait begin anew.
 */
export const acquireLock = async (folder: string, prepare: () => void): Promise<Lock> => {
  for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const outcome = patientAttempt(folder, prepare);
    if (outcome && 'release' in outcome) return outcome;
    await sleep(outcome ? pause : Math.random() * 2); // two that stepped back for each other shall not meet again
  }
};
