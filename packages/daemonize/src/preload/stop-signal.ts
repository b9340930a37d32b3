/** Without a channel nobody can tell a worker to drain: then its stop signal does. */
export interface StopSignal {
  /** There is no channel: waits for the signal. */
  await(): void;
  /** Whether this signal is to be kept from the program for now. */
  isWithheld(event: string): boolean;
}

const nothing = (): void => {};

/**
 * Has the stop signal start the drain; when nothing is left it is raised again, for the program's own handlers, or for what the signal
 * does to a program that has none. A second one does not wait any more.
 */
export const drainOnStopSignal = (signal: NodeJS.Signals, drain: () => Promise<void>): StopSignal => {
  let state: 'told by the channel' | 'awaited' | 'draining' | 'passed on' = 'told by the channel';
  const passOn = (): void => {
    if (state === 'passed on') return;
    state = 'passed on';
    process.removeListener(signal, nothing);
    process.kill(process.pid, signal);
  };
  return {
    await: () => {
      if (state !== 'told by the channel') return;
      state = 'awaited';
      process.on(signal, nothing);
    },
    isWithheld: (event) => {
      if (event !== signal || state === 'told by the channel' || state === 'passed on') return false;
      if (state === 'draining') passOn();
      else {
        state = 'draining';
        void drain().then(passOn);
      }
      return true;
    },
  };
};
