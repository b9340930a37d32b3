/**
 * How a script asks whether it is the one that was run: `import.meta.url === pathToFileURL(process.argv[1]).href`.
 * Node resolves links before it loads a script, but leaves the words of the command line alone: through a link the
 * two differ, and the program says nothing and succeeds.
 */

import path from 'node:path';
import { stem } from './stem.ts';

/** One such question. */
export interface MainGuard {
  /** Where it stands in the text. */
  readonly at: number;
  readonly length: number;
  /** Counted from 1. */
  readonly line: number;
  /** As it is written, on one line. */
  readonly text: string;
  /** Whether it asks for the contrary: `!==`. */
  readonly isNegated: boolean;
  /** Whether the answer is wrong through a link. */
  readonly isBroken: boolean;
}

/** Where a comparison stands. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly isNegated: boolean;
}

const ARGUMENT = /\bargv(?:\?\.)?(?:\[1\]|\.at\(1\))/;
const SELF = /\bimport\.meta\.(?:url|filename)\b|\b__filename\b/;

/** Comments are blanked and texts replaced by letters, every character in its place: what brackets and operators are. */
const shapeOf = (text: string): string =>
  text.replace(/\/\*.*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/gs, (found) =>
    found.replace(/[^\n]/g, found.startsWith('/') ? ' ' : '_'),
  );

/** Outside brackets, these stand between an expression and what is around it; `?.` is within one. */
const isBoundary = (shape: string, at: number): boolean =>
  /[&|?:;,=>\n]/.test(shape[at] ?? '') && shape.slice(at, at + 2) !== '?.';

/** How far the operand reaches that begins beside `at`; a line may end between it and the operator. */
const reach = (shape: string, at: number, step: 1 | -1): number => {
  const [inwards, outwards] = step > 0 ? ['([{', ')]}'] : [')]}', '([{'];
  let depth = 0;
  let isBlank = true;
  for (let here = at; here >= 0 && here < shape.length; here += step) {
    const character = shape[here] ?? '';
    if (inwards.includes(character)) depth += 1;
    if (outwards.includes(character)) depth -= 1;
    if (depth < 0 || (depth === 0 && isBoundary(shape, here) && !(isBlank && character === '\n'))) return here;
    isBlank &&= /\s/.test(character);
  }
  return step > 0 ? shape.length : -1;
};

const comparisons = (shape: string): readonly Span[] =>
  [...shape.matchAll(/(?<![=!<>])([=!])==?(?![=>])/g)].map(({ index, 0: operator, 1: sign }) => ({
    from: reach(shape, index - 1, -1) + 1,
    to: reach(shape, index + operator.length, 1),
    isNegated: sign === '!',
  }));

/** `import.meta.url.endsWith(process.argv[1])`, and the other way round. */
const endings = (shape: string): readonly Span[] =>
  [...shape.matchAll(/\??\.endsWith\(/g)].map(({ index, 0: call }) => ({
    from: reach(shape, index - 1, -1) + 1,
    to: reach(shape, index + call.length, 1) + 1,
    isNegated: false,
  }));

/** Node's own word for it. */
const words = (shape: string): readonly Span[] =>
  [...shape.matchAll(/\bimport\.meta\.main\b/g)].map(({ index, 0: { length } }) => ({
    from: index,
    to: index + length,
    isNegated: false,
  }));

const isSound = (text: string): boolean =>
  text === 'import.meta.main' || (/\brequire\.main\b/.test(text) && /\bmodule\b/.test(text));

/** `process.argv[1].endsWith('/hello.js')` in a file of that name; of another name, it asks how the program was called. */
const namesItself = (text: string, file: string): boolean => {
  const name = /\.endsWith\(\s*(['"`])([^'"`]+)\1/.exec(text)?.[2];
  return name !== undefined && [path.basename(file), stem(file)].includes(path.basename(name));
};

const guardOf = (text: string, file: string, { from, to, isNegated }: Span): MainGuard | undefined => {
  const whole = text.slice(from, to);
  const trimmed = whole.trim().replace(/^(?:return|await|if|!)\s*/, '');
  const isAsked = ARGUMENT.test(trimmed) && (SELF.test(trimmed) || namesItself(trimmed, file));
  if (!isAsked && !isSound(trimmed)) return undefined;
  const at = from + whole.indexOf(trimmed);
  return {
    at,
    length: trimmed.length,
    line: text.slice(0, at).split('\n').length,
    text: trimmed.replace(/\s+/g, ' '),
    isNegated,
    isBroken: isAsked && !/realpath/i.test(trimmed),
  };
};

/**
 * Where the text of a file asks whether that is the one that was run, in the order of the text. What goes through
 * variables is not found.
 */
export const findMainGuards = (text: string, file: string): readonly MainGuard[] => {
  if (!/\bargv\b|\bimport\.meta\.main\b|\brequire\.main\b/.test(text)) return [];
  const shape = shapeOf(text);
  return [...comparisons(shape), ...endings(shape), ...words(shape)]
    .flatMap((span) => guardOf(text, file, span) ?? [])
    .sort((one, other) => one.at - other.at)
    .filter(({ at }, index, all) => index === 0 || at >= (all[index - 1]?.at ?? 0) + (all[index - 1]?.length ?? 0));
};

const CANONICAL = 'fileURLToPath(import.meta.url) === realpathSync(process.argv[1])';

/** What mends a broken guard: lines to add at the top, and the question as it has to be asked. */
export interface Remedy {
  readonly imports: readonly string[];
  readonly text: string;
}

/** `isModule` says whether the script is an ES module, where the guard does not show it. */
export const remedyOf = ({ text, isNegated }: MainGuard, isModule: boolean): Remedy => {
  if (!text.includes('import.meta') && (text.includes('__filename') || !isModule)) {
    return { imports: [], text: `require.main ${isNegated ? '!==' : '==='} module` };
  }
  const realpath = "import { realpathSync } from 'node:fs';";
  if (text.includes('.endsWith(')) {
    return { imports: [realpath, "import { fileURLToPath } from 'node:url';"], text: CANONICAL };
  }
  const mended = text.replace(/\b(?:process\.)?argv(?:\?\.)?(?:\[1\]|\.at\(1\))!?/, 'realpathSync($&)');
  return { imports: [realpath], text: mended };
};
