import { readCommandLine, usageFailure } from '@proctools/core';
import { type Assignment, assignmentsOf, type Parameter, withValues } from './parameters.ts';

/** `auto`: a shell where a line needs one; `none`: never; else this shell, for all lines. */
export type Shell =
  | { readonly type: 'auto' }
  | { readonly type: 'none' }
  | { readonly type: 'shell'; readonly words: readonly string[] };

/** Commands for a shell that are run around the measured one, and not measured. */
interface Hooks {
  /** Once, before its first run. */
  readonly setup: string | undefined;
  /** Before each run. */
  readonly prepare: string | undefined;
  /** After each run. */
  readonly conclude: string | undefined;
  /** Once, after its last run. */
  readonly cleanup: string | undefined;
}

/** One of the commands that are compared. */
export interface Subject {
  /** As it is shown; no two have the same. */
  readonly name: string;
  /** As it was typed, with the values of the parameters. */
  readonly command: string;
  readonly parameters: Assignment;
  /** What is executed; with a shell in front when `isShell`. */
  readonly words: readonly [name: string, ...operands: string[]];
  /** The shell's own start has to be taken off. */
  readonly shell: readonly string[] | undefined;
  /** The Node that `node` means in it. */
  readonly node: string | undefined;
  readonly hooks: Hooks;
}

export interface SubjectOptions {
  readonly commandName: readonly string[];
  readonly reference: string | undefined;
  readonly parameter: readonly Parameter[];
  readonly shell: Shell;
  readonly node: readonly string[];
  readonly setup: string | undefined;
  readonly cleanup: string | undefined;
  readonly prepare: readonly string[];
  readonly conclude: readonly string[];
}

const USUAL_SHELL = ['sh'];

const counted = (commands: number): string => (commands === 1 ? '1 command' : `${commands} commands`);

const wordsFor = (line: string, shell: Shell): Pick<Subject, 'words' | 'shell'> => {
  const read = readCommandLine(line);
  if (read.type === 'empty') throw usageFailure('a command is empty');
  const through = (words: readonly string[]): Pick<Subject, 'words' | 'shell'> => {
    const [name = 'sh', ...more] = words;
    return { words: [name, ...more, '-c', line], shell: words };
  };
  if (shell.type === 'shell') return through(shell.words);
  if (read.type === 'open-quote') throw usageFailure(`a quote is not closed in: ${line}`);
  if (read.type === 'words') return { words: read.words, shell: undefined };
  if (shell.type === 'auto') return through(USUAL_SHELL);
  throw usageFailure(`only a shell understands: ${line}`, '--shell=sh runs it in one, and takes its start off');
};

/** One hook for all commands, or one for each. */
const hookFor = (hooks: readonly string[], index: number, count: number, option: string): string | undefined => {
  if (hooks.length > 1 && hooks.length !== count) {
    throw usageFailure(
      `${option} is given ${hooks.length} times for ${counted(count)}`,
      'give it once, or once for each command',
    );
  }
  return hooks.length > 1 ? hooks[index] : hooks[0];
};

const checkParameters = (parameters: readonly Parameter[], lines: readonly string[]): void => {
  const names = parameters.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw usageFailure(`--parameter ${twice} is given twice`);
  const unused = names.find((name) => !lines.some((line) => line.includes(`{${name}}`)));
  if (unused !== undefined) throw usageFailure(`no command has the parameter {${unused}} in it`);
};

const nameOf = (given: string | undefined, command: string, node: string | undefined): string =>
  node === undefined ? (given ?? command) : `${given ?? command} (${node})`;

/** A number behind what would be the second of that name. */
const unlike = (subjects: readonly Subject[]): readonly Subject[] => {
  const seen = new Map<string, number>();
  return subjects.map((subject) => {
    const times = (seen.get(subject.name) ?? 0) + 1;
    seen.set(subject.name, times);
    return times === 1 ? subject : { ...subject, name: `${subject.name} #${times}` };
  });
};

/** Every command with every combination of parameters and every Node, in this order; usage Failures for what does not fit. */
export const subjectsOf = (lines: readonly string[], options: SubjectOptions): readonly Subject[] => {
  const all = options.reference === undefined ? lines : [options.reference, ...lines];
  const { commandName, conclude, parameter, prepare } = options;
  checkParameters(parameter, [...all, options.setup ?? '', ...prepare, ...conclude]);
  if (commandName.length > all.length)
    throw usageFailure(`--command-name is given ${commandName.length} times for ${counted(all.length)}`);
  const assignments = assignmentsOf(parameter);
  const nodes = options.node.length === 0 ? [undefined] : options.node;
  const subjects = all.flatMap((line, index) =>
    assignments.flatMap((assignment) =>
      nodes.map((node): Subject => {
        const fill = (text: string | undefined): string | undefined => text && withValues(text, assignment);
        const command = withValues(line, assignment);
        const hook = (hooks: readonly string[], option: string) => fill(hookFor(hooks, index, all.length, option));
        return {
          ...wordsFor(command, options.shell),
          name: nameOf(fill(commandName[index]), command, node),
          command,
          parameters: assignment,
          node,
          hooks: {
            setup: fill(options.setup),
            prepare: hook(prepare, '--prepare'),
            conclude: hook(conclude, '--conclude'),
            cleanup: fill(options.cleanup),
          },
        };
      }),
    ),
  );
  return unlike(subjects);
};
