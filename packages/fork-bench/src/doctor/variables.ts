/** Variables that change how Node, or any program, starts; they are inherited by all that is measured. */
import type { Cost, Fact } from './fact.ts';

/** All of Node's own, its thread pool, and what the dynamic loader and the allocator obey. ld.so(8), mallopt(3) */
const PATTERN =
  /^(?:NODE_|UV_|LD_(?:PRELOAD|LIBRARY_PATH|AUDIT|DEBUG|BIND_NOW)$|DYLD_|MALLOC_|GLIBC_TUNABLES$|OPENSSL_CONF$)/;

/** The names of those that are set, in order. */
const tellingVariables = (environment: NodeJS.ProcessEnv): readonly string[] =>
  Object.keys(environment)
    .filter((name) => PATTERN.test(name) && environment[name] !== undefined)
    .sort();

/** What one variable costs each start: asked for each that is set, with all others as they are. */
export type CostOf = (name: string) => Promise<Cost | undefined>;

/** The variables that are set, each with its price. */
export const variableFacts = async (environment: NodeJS.ProcessEnv, costOf: CostOf): Promise<readonly Fact[]> => {
  const names = tellingVariables(environment);
  if (names.length === 0) return [{ type: 'no-variables' }];
  const facts: Fact[] = [];
  for (const name of names) {
    facts.push({ type: 'variable', name, value: environment[name] ?? '', cost: await costOf(name) });
  }
  return facts;
};
