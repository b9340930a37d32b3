/** Stops this thread for a time in milliseconds, also a part of one, without using the processor. Nothing else happens meanwhile. */
export const pause = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};
