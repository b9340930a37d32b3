/** What has become of a command. Nothing is read that need not be: a list of commands is asked for often. */
import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { hasSameContent, stateOf } from '../apply/state.ts';
import { isOnPath } from '../place/bin-folder.ts';
import { commandNamed } from '../place/search.ts';
import { isNode } from '../script/interpreter.ts';
import { stateOfPlaced } from './placed.ts';
import { type CommandRecord, type Placed, pathOf } from './record.ts';

type Environment = NodeJS.ProcessEnv;

/** The first of these that holds. */
export type Standing =
  | { readonly state: 'broken'; readonly missing: 'command' | 'script'; readonly file: string }
  | { readonly state: 'replaced'; readonly file: string }
  | { readonly state: 'no-interpreter'; readonly program: string }
  | { readonly state: 'not-on-path'; readonly folder: string }
  | { readonly state: 'shadowed'; readonly by: string }
  | { readonly state: 'ok' };

/** A file that has the size and the time that we gave it is taken for the one that we wrote. */
const conditionOf = (placed: Placed): 'as-left' | 'gone' | 'foreign' => {
  const found = lstatSync(placed.path, { throwIfNoEntry: false });
  if (!found) return 'gone';
  if (placed.type === 'link') {
    return found.isSymbolicLink() && readlinkSync(placed.path) === placed.target ? 'as-left' : 'foreign';
  }
  if (!found.isFile() || found.size !== placed.size) return 'foreign';
  const isUntouched = Math.abs(found.mtimeMs - placed.modifiedMs) < 1;
  return isUntouched || hasSameContent(stateOf(placed.path), stateOfPlaced(placed)) ? 'as-left' : 'foreign';
};

/** The forms whose file runs the script where it is. */
const needsScript = ({ form }: CommandRecord): boolean => form === 'link' || form === 'launcher';

const ofFiles = (record: CommandRecord): Standing | undefined => {
  const conditions = record.files.map(conditionOf);
  const [gone, foreign] = [record.files[conditions.indexOf('gone')], record.files[conditions.indexOf('foreign')]];
  if (gone) return { state: 'broken', missing: 'command', file: gone.path };
  if (foreign) return { state: 'replaced', file: foreign.path };
  if (needsScript(record) && !existsSync(record.source))
    return { state: 'broken', missing: 'script', file: record.source };
  return undefined;
};

/** What has to be there to run the command: a path, or a name on PATH; nothing for an executable. */
const programOf = ({ form, interpreter, node }: CommandRecord): string | undefined => {
  if (form === 'exe') return undefined;
  return node.type === 'pin' && isNode(interpreter) ? node.file : interpreter.program;
};

const ofInterpreter = (record: CommandRecord, environment: Environment): Standing | undefined => {
  const program = programOf(record);
  if (program === undefined) return undefined;
  const isFound = path.isAbsolute(program) ? existsSync(program) : commandNamed(program, environment) !== undefined;
  return isFound ? undefined : { state: 'no-interpreter', program };
};

const ofPath = (record: CommandRecord, environment: Environment): Standing => {
  if (!isOnPath(record.folder, environment)) return { state: 'not-on-path', folder: record.folder };
  const first = commandNamed(path.basename(pathOf(record)), environment);
  if (first === undefined || path.dirname(first) === record.folder) return { state: 'ok' };
  return { state: 'shadowed', by: first };
};

/** How a command stands: whether it is as it was left, can run, and is what a shell finds. */
export const standingOf = (record: CommandRecord, environment: Environment): Standing =>
  ofFiles(record) ?? ofInterpreter(record, environment) ?? ofPath(record, environment);
