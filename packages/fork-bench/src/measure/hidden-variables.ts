// perl and bash read variables that are meant for the command. They are handed on under another name, so that they
// change nothing of whoever waits; the script gives them their names back before it starts the command.

type Variables = Readonly<Record<string, string>>;

export const HIDDEN = 'FORK_BENCH_HIDDEN_';

export const hideVariables = (environment: Variables, isToBeHidden: (name: string) => boolean): Variables =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [isToBeHidden(name) ? `${HIDDEN}${name}` : name, value]),
  );
