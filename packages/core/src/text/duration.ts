/** A span of time in milliseconds. */
export type Duration = number;

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Reads `250ms`, `10s`, `5m`, `1h`, `2d`; a bare number is seconds. Undefined when it is none of these. */
export const parseDuration = (text: string): Duration | undefined => {
  const match = /^(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|h|d)?$/.exec(text);
  if (!match) return undefined;
  return Math.round(Number(match[1]) * UNITS[(match[2] ?? 's') as keyof typeof UNITS]);
};

/** The two largest units that matter, for people: `850ms`, `4.2s`, `3m 20s`, `2h 5m`, `3d 4h`. */
export const formatDuration = (duration: Duration): string => {
  if (duration < 1_000) return `${Math.round(duration)}ms`;
  if (duration < 59_950) return `${(duration / 1_000).toFixed(1).replace(/\.0$/, '')}s`;
  const pair = (large: number, small: number, names: string): string => {
    const [first, second] = [Math.floor(duration / large), Math.floor((duration % large) / small)];
    return second === 0 ? `${first}${names[0]}` : `${first}${names[0]} ${second}${names[1]}`;
  };
  // What would round to 60.0 seconds is a minute.
  if (duration < UNITS.m) return '1m';
  if (duration < UNITS.h) return pair(UNITS.m, UNITS.s, 'ms');
  if (duration < UNITS.d) return pair(UNITS.h, UNITS.m, 'hm');
  return pair(UNITS.d, UNITS.h, 'dh');
};
