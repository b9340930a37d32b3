/** What a shell should offer as the value of an option or as an operand. */
export type Completion =
  | 'file'
  | 'directory'
  | 'command'
  | 'signal'
  | { readonly words: readonly string[] }
  | { readonly shell: string };

interface Described {
  /** One line for `--help`. */
  readonly help: string;
  /** The heading under which `--help` lists it. */
  readonly group: string;
  /** The one-letter spelling, without its dash. */
  readonly short?: string;
}

/** An option that takes no value. */
export interface Flag extends Described {
  readonly kind: 'flag';
}

interface Valued<T> extends Described {
  /** The word for the value in usage lines, such as `FILE`. */
  readonly word: string;
  /** What was expected, for error messages: "a duration such as 250ms, 10s, 5m or 1h". */
  readonly expected: string;
  /** Reads the text that was typed; undefined when it is not what is expected. */
  readonly read: (text: string) => T | undefined;
  readonly complete?: Completion;
  /** The next word is its value even when it begins with a dash: `--node-options --no-warnings`. */
  readonly takesAnyWord?: boolean;
}

/** An option with one value; given twice, the last one counts. `initial` is the default, as one would type it. */
export interface Single<T> extends Valued<T> {
  readonly kind: 'single';
  readonly initial?: string;
}

/** An option that may be given many times. */
export interface Repeated<T> extends Valued<T> {
  readonly kind: 'repeated';
}

/** An option whose value may be left out, and is `alone` then. Its value is never a word of its own: `--shell=bash`. */
export interface Optional<T> extends Valued<T> {
  readonly kind: 'optional';
  readonly alone: string;
}

export type Option = Flag | Single<unknown> | Repeated<unknown> | Optional<unknown>;

/** Options by their name in camel case: `readyTimeout` is typed `--ready-timeout`. */
export type OptionTable = Readonly<Record<string, Option>>;

type ValueOf<O> = O extends Flag
  ? boolean
  : O extends Repeated<infer T>
    ? readonly T[]
    : O extends Single<infer T> & { readonly initial: string }
      ? T
      : O extends Single<infer T>
        ? T | undefined
        : O extends Optional<infer T>
          ? T | undefined
          : never;

/** What a table's options turn into once they are read. */
export type Values<Table extends OptionTable> = { readonly [Name in keyof Table]: ValueOf<Table[Name]> };

/** `readyTimeout` → `ready-timeout`. */
export const optionName = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

type About = Described & {
  readonly word?: string;
  readonly complete?: Completion;
  readonly takesAnyWord?: boolean;
};

export const flag = (about: Described): Flag => ({ kind: 'flag', ...about });

/** Any kind of single value, from its reader. */
export const single = <T, const A extends About & { readonly initial?: string }>(
  kind: {
    readonly word: string;
    readonly expected: string;
    readonly read: (text: string) => T | undefined;
    readonly complete?: Completion;
  },
  about: A,
): Single<T> & Pick<A, 'initial' & keyof A> => ({ kind: 'single', ...kind, ...about });

/** The same, repeatable. */
export const repeated = <T>(
  kind: {
    readonly word: string;
    readonly expected: string;
    readonly read: (text: string) => T | undefined;
    readonly complete?: Completion;
  },
  about: About,
): Repeated<T> => ({ kind: 'repeated', ...kind, ...about });

/** The same, with a value that may be left out. */
export const optional = <T>(
  kind: {
    readonly word: string;
    readonly expected: string;
    readonly read: (text: string) => T | undefined;
    readonly complete?: Completion;
  },
  about: About & { readonly alone: string },
): Optional<T> => ({ kind: 'optional', ...kind, ...about });
