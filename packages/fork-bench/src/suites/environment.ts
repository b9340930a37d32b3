/** Variables that change what every Node does at its start, and what that costs. */
const DISTURBING = /^(NODE_|UV_)/;

const defined = (environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined));

/** The environment of what is measured: ours, without what would falsify it, unless that is to be kept. */
export const measuredEnvironment = (environment: NodeJS.ProcessEnv, isKept: boolean) =>
  Object.fromEntries(Object.entries(defined(environment)).filter(([name]) => isKept || !DISTURBING.test(name)));
