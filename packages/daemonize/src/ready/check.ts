/** A look at whether something works, once: undefined when it does, else what is in the way. */
export type Check = (signal: AbortSignal) => Promise<string | undefined>;
