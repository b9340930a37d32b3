/** How a process came to its end. */
export type Ended = { readonly exited: number } | { readonly killed: string };

/** The name of signal `number`: `SIGTERM`; a real-time signal that has no name here is `SIG35`. */
export const signalName = (number: number): string =>
  Object.entries(process.getBuiltinModule('node:os').constants.signals).find(([, value]) => value === number)?.[0] ??
  `SIG${number}`;

/** From what Node's `exit` event hands over. Both are null after a real-time signal, which Node has no name for. */
export const endedFrom = (code: number | null, signal: string | null): Ended =>
  code === null ? { killed: signal ?? 'a real-time signal' } : { exited: code };

/** `exit code 3`, `killed by SIGTERM`. */
export const describeEnded = (ended: Ended): string =>
  'exited' in ended ? `exit code ${ended.exited}` : `killed by ${ended.killed}`;
