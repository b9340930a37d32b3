// Windows' variables have one value whatever case their names are written in: `Path` is PATH.
import type { Variables } from '../planned.ts';

/** How the environment spells the name. Of several spellings Node hands on the one that sorts first. */
const spellingIn = (variables: Variables, name: string): string => {
  const wanted = name.toUpperCase();
  const spellings = Object.keys(variables).filter(
    (key) => variables[key] !== undefined && key.toUpperCase() === wanted,
  );
  return spellings.sort()[0] ?? name;
};

/** The value of a variable. */
export const variableOf = (variables: Variables, name: string): string | undefined =>
  variables[spellingIn(variables, name)];

/** Some variables, spelled as their namesakes in the environment, so that they take their place. */
export const spelledAsIn = (
  environment: Variables,
  variables: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [spellingIn(environment, name), value]));

/** Windows' own folder. */
export const systemRoot = (variables: Variables): string => variableOf(variables, 'SystemRoot') ?? 'C:\\Windows';
