/** What the probe, and perl in its place, answer: see `probe/protocol.ts`. */
import { constants } from 'node:os';
import { signalExitCode, signalName } from '@proctools/core';
import { BEGIN, END, ERROR_BYTES, MEASURED_BYTES, STATUS, USAGE } from './probe/protocol.ts';
import type { Usage } from './way.ts';

/** What was measured of a command, times in milliseconds. */
interface Measured {
  readonly wallMs: number;
  readonly userMs: number;
  readonly systemMs: number;
  readonly maxRssBytes: number;
  readonly usage: Usage;
}

/** `error` is the system's name of what went wrong; with nothing measured, nothing was started either. */
export interface Answer {
  readonly error: string | undefined;
  /** As wait(2) tells it. */
  readonly status: number;
  readonly measured: Measured | undefined;
}

const nameOfError = (number: number): string =>
  Object.entries(constants.errno).find(([, value]) => value === number)?.[0] ?? `error ${number}`;

const numberAt = (view: DataView, offset: number): number => Number(view.getBigInt64(offset, true));

/** The times are of 16 bytes: a `timespec`, or a `timeval` whose second part macOS has in 32 bits. */
const timeAt = (view: DataView, offset: number, partsPerMs: number): number =>
  numberAt(view, offset) * 1_000 + view.getInt32(offset + 8, true) / partsPerMs;

const NS_PER_MS = 1e6;
const US_PER_MS = 1e3;

/** In nanoseconds first: as milliseconds since the boot a number has lost some of them. */
const wallMs = (view: DataView): number =>
  (numberAt(view, END) - numberAt(view, BEGIN)) * 1_000 +
  (numberAt(view, END + 8) - numberAt(view, BEGIN + 8)) / NS_PER_MS;

/** The n-th of the numbers behind the two times of a `rusage`. */
const countAt = (view: DataView, n: number): number => numberAt(view, USAGE + 32 + 8 * n);

const measuredIn = (view: DataView): Measured => ({
  wallMs: wallMs(view),
  userMs: timeAt(view, USAGE, US_PER_MS),
  systemMs: timeAt(view, USAGE + 16, US_PER_MS),
  maxRssBytes: countAt(view, 0) * 1_024,
  usage: {
    minorFaults: countAt(view, 4),
    majorFaults: countAt(view, 5),
    voluntarySwitches: countAt(view, 12),
    involuntarySwitches: countAt(view, 13),
  },
});

/** Undefined when the answer is not whole: whoever was to give it was killed. */
export const decodeAnswer = (bytes: Uint8Array): Answer | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const measuredAt = bytes.length - MEASURED_BYTES;
  const hasError = bytes.length === ERROR_BYTES || measuredAt === ERROR_BYTES;
  if (!hasError && measuredAt !== 0) return undefined;
  const error = hasError ? nameOfError(-numberAt(view, 0)) : undefined;
  if (measuredAt < 0) return { error, status: 0, measured: undefined };
  const rest = new DataView(bytes.buffer, bytes.byteOffset + measuredAt, MEASURED_BYTES);
  return { error, status: rest.getInt32(STATUS, true), measured: measuredIn(rest) };
};

/** How a command ended, as a Reading has it. */
interface Outcome {
  readonly exitCode: number;
  readonly signal: string | undefined;
}

/** From the status of wait(2): the signal in the lowest 7 bits, or else the exit code in the 8 above the first 8. */
export const outcomeOf = (status: number): Outcome => {
  const signal = status & 0x7f;
  if (signal === 0) return { exitCode: (status >> 8) & 0xff, signal: undefined };
  return { exitCode: signalExitCode(signal), signal: signalName(signal) };
};
