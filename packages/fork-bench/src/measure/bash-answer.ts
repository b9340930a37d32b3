/** What bash answers: lines of its own perhaps, then the times, then how the command ended. */

interface BashAnswer {
  readonly wallMs: number;
  readonly userMs: number;
  readonly systemMs: number;
  readonly exitCode: number;
}

/** In some languages there is a comma. */
const numberIn = (text: string): number => Number(text.replace(',', '.'));

const NUMBER = '\\d+[.,]\\d+';
const TIMES = new RegExp(`(${NUMBER}) (${NUMBER}) (${NUMBER})\\n(\\d+) (?:(${NUMBER}) (${NUMBER}))?\\s*$`);

/** `0.004 0.003 0.000`, and `0 BEGIN END` below it, in seconds; bash has had a clock with microseconds since version 5. */
export const readBashAnswer = (text: string): BashAnswer | undefined => {
  const [, wall, user, system, exitCode, begin, end] = TIMES.exec(text) ?? [];
  if (wall === undefined || user === undefined || system === undefined) return undefined;
  const byClock = begin === undefined || end === undefined ? undefined : (numberIn(end) - numberIn(begin)) * 1_000;
  return {
    wallMs: byClock ?? numberIn(wall) * 1_000,
    userMs: numberIn(user) * 1_000,
    systemMs: numberIn(system) * 1_000,
    exitCode: Number(exitCode),
  };
};
