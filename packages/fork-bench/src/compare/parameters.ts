// Parameters of commands: `--parameter n=1,2,4`, `--parameter size=10..50/20`, and `{n}` in the commands.

/** A name with the values that it takes, one after the other. */
export interface Parameter {
  readonly name: string;
  readonly values: readonly string[];
}

/** One value for each parameter. */
export type Assignment = Readonly<Record<string, string>>;

const NUMBER = String.raw`-?\d{1,12}(?:\.\d{1,9})?`;
const RANGE = new RegExp(`^(${NUMBER})\\.\\.(${NUMBER})(?:/(${NUMBER}))?$`);

/** No list is longer: somebody forgot a step. */
const MOST_VALUES = 100_000;

const decimalsOf = (number: string): number => number.split('.')[1]?.length ?? 0;

/** Counted in the smallest decimal that was typed, so that 0.1 ten times is 1. */
const valuesOfRange = (from: string, to: string, step: string): readonly string[] | undefined => {
  const decimals = Math.max(decimalsOf(from), decimalsOf(to), decimalsOf(step));
  const scale = 10 ** decimals;
  const whole = (text: string): number => Math.round(Number(text) * scale);
  const [first, last, by] = [whole(from), whole(to), whole(step)];
  const count = by === 0 ? 0 : Math.floor((last - first) / by) + 1;
  if (count < 1 || count > MOST_VALUES) return undefined;
  return Array.from({ length: count }, (_, index) => ((first + index * by) / scale).toFixed(decimals));
};

/** A comma with a backslash before it belongs to the value. */
const listed = (text: string): readonly string[] => text.split(/(?<!\\),/).map((value) => value.replaceAll('\\,', ','));

/** Reads `NAME=VALUE,VALUE...` or `NAME=FROM..TO[/STEP]`; undefined when it is neither. */
export const readParameter = (text: string): Parameter | undefined => {
  const [, name, rest] = /^([A-Za-z_][\w-]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || rest === undefined) return undefined;
  const [, from, to, step = '1'] = RANGE.exec(rest) ?? [];
  const values = from !== undefined && to !== undefined ? valuesOfRange(from, to, step) : listed(rest);
  return values && { name, values };
};

/** All combinations; the last parameter changes first. One empty assignment when there are no parameters. */
export const assignmentsOf = (parameters: readonly Parameter[]): readonly Assignment[] =>
  parameters.reduce<readonly Assignment[]>(
    (all, { name, values }) => all.flatMap((before) => values.map((value) => ({ ...before, [name]: value }))),
    [{}],
  );

/** Puts the values in the place of `{name}`; braces around anything else stay as they are. */
export const withValues = (text: string, assignment: Assignment): string =>
  text.replace(/\{([A-Za-z_][\w-]*)\}/g, (braces, name: string) => assignment[name] ?? braces);
