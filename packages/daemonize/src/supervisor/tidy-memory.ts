/**
 * What a restart leaves is garbage, and V8 lets some megabytes of it lie until a program has done nothing for eight seconds. One that
 * restarts a command again and again never does nothing: it would hold twice as much.
 */

/** V8 lets memory beside its heap grow by 64 MB, or by half of what its heap may hold, before it collects all that is free. */
const TOO_MUCH = 65 * 2 ** 20;

/**
 * Has V8 collect all garbage now, which takes some 4 ms, and give back the pages that this empties. It does that for what is asked for
 * here; as nothing is ever written into it, the kernel gives no memory for it. Without `--expose-gc`, whose `gc` keeps the pages.
 */
export const tidyMemory = (): void => {
  try {
    void new ArrayBuffer(TOO_MUCH);
  } catch {} // there is a limit (ulimit -v)
};
