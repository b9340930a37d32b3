/** How messages lie in a stream of bytes. `raw` is none: bytes as they come. */
export const FRAMINGS = ['raw', 'lines', 'nul', 'length', 'json'] as const;
type FramingName = (typeof FRAMINGS)[number];

/** A framing that keeps messages apart. */
export type Framing = Exclude<FramingName, 'raw'>;
