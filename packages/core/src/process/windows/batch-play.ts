import { win32 as path } from 'node:path';
import type { Statement } from './batch-statement.ts';
import { expand, expandWords, type Values } from './batch-words.ts';

/** What a batch file can find out. */
export interface Surroundings {
  readonly file: string;
  readonly variable: (name: string) => string | undefined;
  readonly exists: (file: string) => boolean;
  /** What a command prints; undefined when it fails. */
  readonly ask: (program: string, operands: readonly string[]) => string | undefined;
}

/** `IF … (`, with all its `) ELSE (`. */
interface Block {
  /** What stands here is to be run. */
  readonly isActive: boolean;
  /** One of its branches, this or an earlier one, was to be run. */
  readonly isDone: boolean;
}

/** How far a batch file has come. */
interface State {
  readonly variables: Readonly<Record<string, string>>;
  readonly letters: Readonly<Record<string, string>>;
  /** Those that are open. */
  readonly blocks: readonly Block[];
  readonly words: readonly string[] | undefined;
  readonly ended: boolean;
}

const valuesIn = ({ variables, letters }: State, { file, variable }: Surroundings): Values => {
  const folder = path.dirname(file).replace(/\\?$/, '\\');
  const own: Readonly<Record<string, string>> = { DP0: folder, ...variables };
  return { folder, letters, variable: (name) => own[name.toUpperCase()] ?? variable(name) };
};

/** A loop over the lines of an answer leaves what the last one set. */
const lastLine = (text: string): string | undefined => text.split(/\r?\n/).filter(Boolean).at(-1);

const answerTo = (command: string, values: Values, { ask }: Surroundings): string | undefined => {
  const [program, ...operands] = expandWords(command, values) ?? [];
  return program === undefined ? undefined : lastLine(ask(program, operands) ?? '');
};

type Effect<Type extends Statement['type']> = (
  state: State,
  statement: Extract<Statement, { type: Type }>,
  around: Surroundings,
) => State | undefined;

type Test = Extract<Statement, { file: string }>;

/** Whether IF EXIST holds; undefined when its file cannot be told. */
const holds = ({ file, negated }: Test, state: State, around: Surroundings): boolean | undefined => {
  const expanded = expand(file, valuesIn(state, around));
  return expanded === undefined ? undefined : around.exists(path.normalize(expanded)) !== negated;
};

const enter = (state: State, isActive: boolean): State => ({
  ...state,
  blocks: [...state.blocks, { isActive, isDone: isActive }],
});

const ifExists = (state: State, statement: Test, around: Surroundings): State | undefined => {
  const isActive = holds(statement, state, around);
  return isActive === undefined ? undefined : enter(state, isActive);
};

const ifDefined: Effect<'if-defined'> = (state, { name, negated }, around) =>
  enter(state, (valuesIn(state, around).variable(name) !== undefined) !== negated);

const forAnswer: Effect<'for-answer'> = (state, { letter, command }, around) => {
  const answer = answerTo(command, valuesIn(state, around), around);
  const letters = answer === undefined ? state.letters : { ...state.letters, [letter]: answer };
  return { ...enter(state, answer !== undefined), letters };
};

const set: Effect<'set'> = (state, statement, around) => {
  const value = expand(statement.value, valuesIn(state, around));
  if (value === undefined || state.words) return undefined;
  return { ...state, variables: { ...state.variables, [statement.name.toUpperCase()]: value } };
};

const run: Effect<'run'> = (state, { command }, around) => {
  const words = expandWords(command, valuesIn(state, around));
  return words === undefined || state.words ? undefined : { ...state, words };
};

/** The state after a statement that is to be run; undefined when no shim does such a thing there. */
const afterActive = (state: State, statement: Statement, around: Surroundings): State | undefined => {
  switch (statement.type) {
    case 'if-exists':
      return ifExists(state, statement, around);
    case 'if-defined':
      return ifDefined(state, statement, around);
    case 'for-answer':
      return forAnswer(state, statement, around);
    case 'set':
      return set(state, statement, around);
    case 'run':
      return run(state, statement, around);
    case 'exit':
      return { ...state, ended: true };
    default:
      return state;
  }
};

/** `) ELSE (` goes on to another branch of the innermost block. */
const turn = (state: State, isWanted: boolean | undefined): State | undefined => {
  const block = state.blocks.at(-1);
  if (block === undefined || isWanted === undefined) return undefined;
  const isActive = isWanted && !block.isDone;
  return { ...state, blocks: [...state.blocks.slice(0, -1), { isActive, isDone: block.isDone || isActive }] };
};

const leave = (state: State): State | undefined =>
  state.blocks.length === 0 ? undefined : { ...state, blocks: state.blocks.slice(0, -1) };

const opensBlock = ({ type }: Statement): boolean => ['if-exists', 'if-defined', 'for-answer'].includes(type);

const after = (state: State, statement: Statement, around: Surroundings): State | undefined => {
  switch (statement.type) {
    case 'end':
      return leave(state);
    case 'else':
      return turn(state, true);
    case 'else-if-exists':
      return turn(state, holds(statement, state, around));
    default:
      if (state.blocks.every(({ isActive }) => isActive)) return afterActive(state, statement, around);
      return opensBlock(statement) ? enter(state, false) : state;
  }
};

const START: State = { variables: {}, letters: {}, blocks: [], words: undefined, ended: false };

/** Goes through a shim; undefined when it does anything that shims do not do. */
export const play = (statements: readonly Statement[], around: Surroundings): State | undefined => {
  let state: State | undefined = START;
  for (const statement of statements) if (state && !state.ended) state = after(state, statement, around);
  return state && (state.ended || state.blocks.length === 0) ? state : undefined;
};
