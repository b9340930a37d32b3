import path from 'node:path';
import { composeEnvironment, ExitCode, Failure, resolveCommand, writeOut } from '@proctools/core';
import type { Subject, Variable } from '../export/subject.ts';
import { type Format, translate } from '../export/translate.ts';
import type { EnvironmentSource, Settings } from '../settings.ts';
import { readEnvironmentSource } from '../store/environment-source.ts';
import { openStore } from '../store/home.ts';
import { requireRecord } from '../store/records.ts';

const nameIn = (assignment: string): string => assignment.split('=', 1)[0] ?? '';

/** What `--env` gave, the last of each name. */
const variablesOf = ({ assignments, caller }: EnvironmentSource, showEnv: boolean): readonly Variable[] => {
  const set = composeEnvironment({ caller, clearEnv: true, files: [], assignments });
  const names = [...new Set(assignments.map(nameIn))].filter((name) => Object.hasOwn(set, name));
  return names.map((name) => ({ name, value: showEnv ? set[name] : undefined }));
};

/** Others do not look for it in the PATH of the shell that started it. */
const wordsOf = ({ command, cwd }: Settings, { caller }: EnvironmentSource): Subject['words'] => {
  const [program, ...operands] = command;
  const found = resolveCommand(program, caller.PATH, cwd);
  if (found.type === 'found') return [path.resolve(cwd, found.file), ...operands];
  throw new Failure(ExitCode.failed, `${program}: command not found`, {
    hint: 'it was there when the daemon was started',
  });
};

export const exportVerb = ({
  options,
  operands: [name = ''],
}: {
  readonly options: { readonly format: Format; readonly showEnv: boolean };
  readonly operands: readonly string[];
}): number => {
  const store = openStore();
  const { settings } = requireRecord(store, name);
  const source = readEnvironmentSource(store, name);
  const isSystem = process.geteuid?.() === 0;
  const variables = variablesOf(source, options.showEnv);
  writeOut(translate({ name, words: wordsOf(settings, source), settings, variables, isSystem }, options.format));
  return ExitCode.done;
};
