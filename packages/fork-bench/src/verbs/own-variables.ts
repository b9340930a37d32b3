import type { Variables } from '../measure/environment.ts';

/** The environment of this process, as it is handed on. */
export const ownVariables = (): Variables =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
