/** `import.meta.main`, which older versions of Node do not know: there the question is answered with no, whatever is run. */
import type { MainGuard } from './main-guard.ts';

/** https://nodejs.org/api/esm.html: added in 24.2 and 22.18. */
const knowsMainWord = ([major = 0, minor = 0]: readonly number[]): boolean =>
  major > 24 || (major === 24 && minor >= 2) || (major === 22 && minor >= 18);

/** Those of the guards that ask what this version of Node, such as `v20.19.0`, does not know. */
export const unknownTo = (guards: readonly MainGuard[], version: string): readonly MainGuard[] =>
  knowsMainWord(version.slice(1).split('.').map(Number))
    ? []
    : guards.filter(({ text }) => text === 'import.meta.main');
