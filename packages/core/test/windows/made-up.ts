import type { CommandLine, Execution, Planned } from '../../src/process/planned.ts';
import { planOn } from '../../src/process/windows/execution-windows.ts';
import type { Machine } from '../../src/process/windows/machine.ts';

/** A Windows that is made up: texts by path, and what commands print, by their words. */
interface MadeUp {
  readonly files: Readonly<Record<string, string>>;
  readonly answers?: Readonly<Record<string, string>>;
}

const lowered = (texts: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(texts).map(([name, text]) => [name.toLowerCase(), text]));

const machineOf = ({ files, answers = {} }: MadeUp): Machine => {
  const texts = lowered(files);
  return {
    isFile: (file) => texts.has(file.toLowerCase()),
    head: (file) => texts.get(file.toLowerCase()) ?? '',
    answer: ({ file, operands }) => answers[[file, ...operands].join(' ')],
  };
};

const ENVIRONMENT = { Path: 'C:\\bin;C:\\node', PATHEXT: '.COM;.EXE;.BAT;.CMD', SystemRoot: 'C:\\Windows' };

/** The command planned in D:\work, with C:\bin and C:\node on PATH. */
export const plan = (
  command: CommandLine,
  files: Readonly<Record<string, string>>,
  more: Partial<Planning> = {},
): Planned =>
  planOn(machineOf({ files, answers: more.answers ?? {} }), command, {
    environment: { ...ENVIRONMENT, ...more.environment },
    cwd: 'D:\\work',
  });

interface Planning {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly answers: Readonly<Record<string, string>>;
}

/** A plan in one line. */
export const say = (planned: Planned): string => {
  if (planned.type === 'not-found') return planned.type;
  if (planned.type === 'cannot-execute') return `${planned.type} ${planned.file}: ${planned.reason}`;
  return [planned.file, ...planned.operands].join(' | ');
};

/** What was found; anything else fails the test. */
export const found = (planned: Planned): Execution => {
  if (planned.type !== 'found') throw new Error(say(planned));
  return planned;
};
