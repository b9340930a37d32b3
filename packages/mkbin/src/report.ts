/** What installing, removing and undoing has to say. The sentences of mkbin are in the report files and in its failures. */
import { quoteForShell } from '@proctools/core';
import type { Operation } from './apply/operation.ts';
import type { Edit, EditReason, Note, Place } from './forms/product.ts';
import type { Planned } from './plan/plan.ts';
import type { Removal } from './plan/plan-remove.ts';
import { extrasLines } from './report-extras.ts';
import { complaint, shown } from './words.ts';

export interface Told {
  readonly stdout: string;
  readonly stderr: string;
}

const REASONS: Readonly<Record<EditReason, string>> = {
  'no-shebang': 'it had no #! line',
  'carriage-return': 'its #! line ended with a carriage return',
  'byte-order-mark': 'a byte order mark stood before its #! line',
  'blank-line': 'something blank stood before its #! line',
  'bare-interpreter': 'its #! line named no path',
  'env-options': 'env takes a program, and no options for it',
  'interpreter-gone': 'what its #! line names is not there',
  'not-executable': 'it was not executable',
  'node-options': 'for the options of Node',
  runtime: 'for the Node that was asked for',
  interpreter: 'for the interpreter that was asked for',
};

/** Why a script had to change, or would have to. */
export const reasons = (why: readonly EditReason[]): string => why.map((reason) => REASONS[reason]).join(', ');

const INSTEAD = {
  forbidden: 'to link it, it would have to be changed',
  unwritable: 'to link it, it would have to be changed, and you may not write it',
  impossible: 'no #! line can say how it is to be run',
} as const;

const insteadText = (note: Extract<Note, { readonly type: 'fell-to-launcher' }>): string =>
  note.because === 'shared'
    ? `to link it, it would have to be changed, and with it ${note.others.join(', ')}`
    : INSTEAD[note.because];

const placesText = (places: readonly Place[]): string =>
  places.map(({ file, line }) => `${shown(file)}:${line}`).join(', ');

const noteText = (note: Note): string => {
  switch (note.type) {
    case 'fell-to-launcher':
      return `a launcher instead of a link: ${insteadText(note)} (${reasons(note.why)})`;
    case 'loads-later':
      return `not inside is what it loads by a name that turns up at run time: ${placesText(note.places)}`;
    case 'looks-beside':
      return `it asks where it lies, and there are no other files there: ${placesText(note.places)}`;
  }
};

const editText = ({ file, why }: Edit): string => `changed ${shown(file)}: ${reasons(why)}`;

const arrow = ({ form, source }: Planned): string =>
  form === 'link' ? `-> ${shown(source)}` : `(${form} of ${shown(source)})`;

const commandLine = (planned: Planned): string =>
  `${planned.name}: ${planned.outcome}, ${shown(planned.path)} ${arrow(planned)}\n`;

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}\n`).join('');

/** One line for a command, and what people should know of it. */
export const reportInstalled = (planned: Planned): Told => ({
  stdout: commandLine(planned),
  stderr: indented([
    ...(planned.formerSource === undefined ? [] : [`it was ${shown(planned.formerSource)} until now`]),
    ...planned.edits.map(editText),
    ...planned.notes.map(noteText),
    ...extrasLines(planned.extras),
    ...planned.replaced.map((file) => `replaced ${shown(file)}; mkbin undo puts it back`),
  ]),
});

const removalLine = ({ kept, name, path }: Removal): string =>
  kept.length > 0 ? `${name}: forgotten, ${kept.map(shown).join(', ')} kept\n` : `${name}: removed, ${shown(path)}\n`;

/** What was removed; or why nothing was. */
export const reportRemovals = (removals: readonly Removal[], forget: boolean): Told => {
  const refused = forget ? [] : removals.filter(({ kept }) => kept.length > 0);
  if (refused.length === 0) return { stdout: removals.map(removalLine).join(''), stderr: '' };
  const stderr = refused.flatMap(({ name, kept }) =>
    kept.map((file) =>
      complaint(
        `${shown(file)} is kept: it is not what mkbin made`,
        `nothing was removed; mkbin remove --forget ${quoteForShell(name)} leaves the file, and forgets the command`,
      ),
    ),
  );
  return { stdout: '', stderr: stderr.join('') };
};

const UNDONE = {
  install: 'installing',
  remove: 'removing',
  import: 'importing',
  repair: 'repairing',
  path: 'what was written to the profile of the shell',
  undo: 'undoing',
} as const;

/** What was undone. */
export const reportUndone = ({ deed, names }: Operation): string =>
  `undone: ${[UNDONE[deed], names.join(', ')].join(' ').trimEnd()}\n`;
