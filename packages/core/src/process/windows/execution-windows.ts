// On Windows only programs can be executed. What else is a command (scripts with a #! line, shims, batch files) is turned
// here into the program that runs it.
import { win32 as path } from 'node:path';
import type { CommandLine, Execution, Place, Planned, Step, Variables } from '../planned.ts';
import { batchInterpreter, batchOperands, isCmd, obstacleOfLength, obstacleOfOperands } from './batch-line.ts';
import { candidatesFor, searchOf } from './candidates.ts';
import { type Machine, thisMachine } from './machine.ts';
import { interpreterName, readShebang } from './shebang.ts';
import { readShim, type Shim } from './shim.ts';
import { spelledAsIn, variableOf } from './variables.ts';

/** A program or batch file, and what it is given before the user's operands. */
interface Runnable {
  readonly type: 'program' | 'batch';
  readonly file: string;
  readonly argv0: string;
  readonly operands: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

type Refusal = Exclude<Planned, Execution>;
type Found = Runnable | Refusal;

/** A command that stands for another one. */
interface Detour {
  readonly step: Step;
  readonly file: string;
  readonly program: string;
  readonly operands: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

interface Search {
  readonly place: Place;
  readonly machine: Machine;
  /** The files that led here; one that leads to itself leads nowhere. */
  readonly trail: readonly string[];
}

const isRunnable = (found: Found): found is Runnable => found.type === 'program' || found.type === 'batch';

const refusal = (file: string, reason: string): Refusal => ({ type: 'cannot-execute', file, reason });

/** Shims take .JS out of PATHEXT before they look for `node`: a script `node.js` is no interpreter. */
const withoutScripts = (environment: Variables): Variables => {
  const extensions = variableOf(environment, 'PATHEXT') ?? '';
  return { ...environment, ...spelledAsIn(environment, { PATHEXT: extensions.replace(/;\.js(?=;|$)/i, '') }) };
};

const reasonOf = (program: string, refused: Refusal): string =>
  refused.type === 'not-found'
    ? `${program}, which is to run it, was not found`
    : `${program}, which is to run it, cannot be executed: ${refused.reason}`;

const follow = ({ step, file, program, operands, variables }: Detour, search: Search): Found => {
  const { place } = search;
  const more = spelledAsIn(place.environment, variables);
  const environment = withoutScripts({ ...place.environment, ...more });
  const found = find(interpreterName(program), { ...search, place: { ...place, environment } });
  if (!isRunnable(found)) return refusal(file, reasonOf(program, found));
  return {
    ...found,
    operands: [...found.operands, ...operands],
    environment: { ...more, ...found.environment },
    steps: [step, ...found.steps],
  };
};

const scriptOf = ({ program, operands }: Shim): string =>
  operands.find((word) => /^(?:[a-z]:|\\\\)/i.test(word)) ?? program;

const batchFile = (file: string, search: Search): Found => {
  const { place, machine } = search;
  const shim = readShim(machine.head(file), {
    file,
    variable: (name) => variableOf(place.environment, name),
    exists: machine.isFile,
    ask: (program, operands) => {
      const planned = finish(find(program, search), operands, place);
      return planned.type === 'found' ? machine.answer(planned, place) : undefined;
    },
  });
  if (shim) return follow({ step: { type: 'shim', file, script: scriptOf(shim) }, file, ...shim }, search);
  const step: Step = { type: 'batch', file, interpreter: batchInterpreter(place.environment) };
  return { type: 'batch', file, argv0: 'cmd.exe', operands: [], environment: {}, steps: [step] };
};

const script = (file: string, search: Search): Found => {
  const [line = ''] = search.machine.head(file).split(/\r?\n/, 1);
  if (!line.startsWith('#!')) return refusal(file, 'it is no program, and has no #! line that names one');
  const shebang = readShebang(line);
  if (!shebang) return refusal(file, `its first line cannot be followed: ${line}`);
  const { interpreter, operands, variables } = shebang;
  if (isCmd(interpreter)) return refusal(file, 'cmd.exe, which is to run it, would take its operands for commands');
  const detour = { file, program: interpreter, operands: [...operands, file], variables };
  return follow({ ...detour, step: { type: 'shebang', file, line } }, search);
};

/** What an existing file comes to. `name` is how it was called. */
const fileFound = (file: string, name: string, before: Search): Found => {
  if (before.trail.includes(file.toLowerCase())) return refusal(file, 'it runs itself');
  const search = { ...before, trail: [...before.trail, file.toLowerCase()] };
  const extension = path.extname(file).toLowerCase();
  if (extension === '.exe' || extension === '.com')
    return { type: 'program', file, argv0: name, operands: [], environment: {}, steps: [] };
  return extension === '.cmd' || extension === '.bat' ? batchFile(file, search) : script(file, search);
};

/** The first file that the name may stand for and that can be run, else why the first that exists cannot. */
const find = (name: string, search: Search): Found => {
  let refused: Refusal | undefined;
  for (const { file, steps } of candidatesFor(name, search.place)) {
    if (!search.machine.isFile(file)) continue;
    const found = fileFound(file, name, search);
    if (isRunnable(found)) return { ...found, steps: [...steps, ...found.steps] };
    refused ??= found;
  }
  return refused ?? { type: 'not-found', search: searchOf(search.place.environment) };
};

const finishBatch = ({ file, argv0, environment, steps }: Runnable, all: readonly string[], place: Place): Planned => {
  const operands = batchOperands(file, all);
  const obstacle = obstacleOfLength(operands);
  if (obstacle !== undefined) return refusal(file, obstacle);
  return {
    type: 'found',
    file: batchInterpreter(place.environment),
    argv0,
    operands,
    verbatim: true,
    environment,
    steps,
  };
};

const finish = (found: Found, operands: readonly string[], place: Place): Planned => {
  if (!isRunnable(found)) return found;
  const { type, file, argv0, environment, steps } = found;
  const all = [...found.operands, ...operands];
  if (type === 'program') return { type: 'found', file, argv0, operands: all, verbatim: false, environment, steps };
  const obstacle = obstacleOfOperands(operands);
  return obstacle === undefined ? finishBatch(found, all, place) : refusal(file, obstacle);
};

/** Plans a command on this machine or on one that is made up. */
export const planOn = (machine: Machine, [name, ...operands]: CommandLine, place: Place): Planned =>
  finish(find(name, { place, machine, trail: [] }), operands, place);

/** Plans a command on the machine that we run on. */
export const planHere = (command: CommandLine, place: Place): Planned => planOn(thisMachine, command, place);
