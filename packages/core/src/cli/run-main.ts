import { ExitCode } from '../exit-code.ts';
import { type Chosen, chooseVerb, type Parse } from './choose-verb.ts';
import { type Command, type CommonValues, commonOptions } from './command.ts';
import { checkOperands } from './operands.ts';
import { writeOut } from './output.ts';
import { parseTrivially } from './parse-trivially.ts';
import { readOptions } from './read-options.ts';
import { tellError } from './tell.ts';
import { usageLine } from './usage.ts';

// What is imported with `import()` here becomes a file of its own beside the tool, read when needed.

const parse: Parse = async (table, argv, mode) =>
  parseTrivially(table, argv, mode) ??
  (await import('./parse.ts')).parseFast(table, argv, mode) ??
  (await import('./parse-with-yargs.ts')).parseWithYargs(table, argv, mode);

/** The text that `--version`, `--help`, `--man` and `--completion` ask for, whatever else was typed. */
const aboutItself = async (command: Command, { name, named, parsed }: Chosen): Promise<string | undefined> => {
  const asked = parsed.given;
  if (asked.has('version')) return `${command.name} ${command.version}\n`;
  if (asked.has('help')) {
    const { helpFor, overview } = await import('./help.ts');
    return named ? helpFor(command, name) : overview(command);
  }
  if (asked.has('man')) return (await import('./man.ts')).manual(command);
  const { completion: shell } = readOptions({ completion: commonOptions.completion }, asked);
  return shell && (await import('./completion.ts')).completionScript(command, shell);
};

const run = async (command: Command, argv: readonly string[]): Promise<number> => {
  const chosen = await chooseVerb(command, argv, parse);
  const text = await aboutItself(command, chosen);
  if (text !== undefined) {
    writeOut(text);
    return ExitCode.done;
  }
  const { name, verb, table, parsed } = chosen;
  checkOperands(verb, parsed.operands, usageLine(command, name));
  const options = readOptions(table, parsed.given) as ReturnType<typeof readOptions> & CommonValues;
  const work = await verb.load();
  return work({ options, operands: parsed.operands });
};

/**
 * Runs a command with the command line of this process, or what was made of it; what goes wrong is told, and is in the exit
 * code. It ends the process: all output is written by then, and to wait for handles to close costs 1 ms.
 */
export const runMain = async (command: Command, argv: readonly string[] = process.argv.slice(2)): Promise<never> => {
  process.on('uncaughtException', (error) => process.exit(tellError(command, error)));
  try {
    process.exit(await run(command, argv));
  } catch (error) {
    process.exit(tellError(command, error));
  }
};
