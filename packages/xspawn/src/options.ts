/** The kinds of values that only xspawn knows. */

/** How many jobs run at once: a number, a share of the processors, or so many more or fewer than there are. */
export type JobCount =
  | { readonly type: 'number'; readonly count: number }
  | { readonly type: 'percent'; readonly percent: number }
  | { readonly type: 'relative'; readonly difference: number };

export const jobsValue = {
  word: 'N|N%|+N',
  expected: 'a number of jobs, a share of the processors such as 50%, or +1 or -1 of them',
  read: (text: string): JobCount | undefined => {
    const [, sign, digits = '', percent] = /^([+-]?)(\d{1,6})(%?)$/.exec(text) ?? [];
    if (sign === undefined) return undefined;
    const number = Number(digits);
    if (percent) return sign === '' && number > 0 ? { type: 'percent', percent: number } : undefined;
    if (sign !== '') return { type: 'relative', difference: Number(`${sign}${digits}`) };
    return number > 0 ? { type: 'number', count: number } : undefined;
  },
};

/** What stops a batch before its end: so many failures, or such a share of them; `now` ends running jobs, too. */
export interface Halt {
  readonly when: 'now' | 'soon';
  readonly fail: { readonly type: 'count' | 'percent'; readonly value: number };
}

export const haltValue = {
  word: 'now|soon[,fail=N|N%]',
  expected: 'now or soon, and after how many failures: soon,fail=3 or now,fail=10%',
  read: (text: string): Halt | undefined => {
    const [, when, digits = '1', percent = ''] = /^(now|soon)(?:,fail=(\d{1,9})(%?))?$/.exec(text) ?? [];
    const value = Number(digits);
    if (when === undefined || value === 0 || (percent && value > 100)) return undefined;
    return { when: when as 'now' | 'soon', fail: { type: percent ? 'percent' : 'count', value } };
  },
  complete: { words: ['now', 'soon'] },
};

/** A way to fail that is worth another try. */
export type RetryCause = 'signal' | 'timeout' | { readonly from: number; readonly to: number };

const readCause = (text: string): RetryCause | undefined => {
  if (text === 'signal' || text === 'timeout') return text;
  const [, first, last = first] = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(text) ?? [];
  if (first === undefined) return undefined;
  const range = { from: Number(first), to: Number(last) };
  return range.from <= range.to && range.to <= 255 ? range : undefined;
};

export const retryOnValue = {
  word: 'CAUSES',
  expected: 'exit codes, signal or timeout, as in 1,75-78,signal,timeout',
  read: (text: string): readonly RetryCause[] | undefined => {
    const causes = text.split(',').map(readCause);
    return causes.every((cause) => cause !== undefined) ? causes : undefined;
  },
};

/** A number of at least `least`, with decimals. */
export const numberValue = (least: number, word: string) => ({
  word,
  expected: `a number of at least ${least}`,
  read: (text: string): number | undefined => {
    const value = /^\d{1,9}(?:\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
    return value >= least ? value : undefined;
  },
});

/** A file, or a descriptor that we were started with. */
export type ReportTarget =
  | { readonly type: 'file'; readonly file: string }
  | { readonly type: 'descriptor'; readonly descriptor: number };

export const reportValue = {
  word: 'FILE|fd:N',
  expected: 'the path of a file, or fd: and a descriptor, as in fd:3',
  read: (text: string): ReportTarget | undefined => {
    const descriptor = /^fd:(\d{1,4})$/.exec(text)?.[1];
    if (descriptor !== undefined) return { type: 'descriptor', descriptor: Number(descriptor) };
    return text === '' ? undefined : { type: 'file', file: text };
  },
  complete: 'file',
} as const;
