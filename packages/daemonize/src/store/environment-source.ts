import { ExitCode, Failure, replaceFile } from '@proctools/core';
import type { EnvironmentSource } from '../settings.ts';
import { fileOf, type Store } from './home.ts';
import { parse, readIfThere, writing } from './json-file.ts';

export const findEnvironmentSource = (store: Store, name: string): EnvironmentSource | undefined => {
  const file = fileOf(store, name, 'environment.json');
  const text = readIfThere(file);
  return text === undefined ? undefined : parse<EnvironmentSource>(file, text);
};

export const readEnvironmentSource = (store: Store, name: string): EnvironmentSource => {
  const source = findEnvironmentSource(store, name);
  if (source) return source;
  throw new Failure(ExitCode.failed, `${fileOf(store, name, 'environment.json')} is missing`, {
    hint: `start ${name} anew, or restart it with --update-env`,
  });
};

export const writeEnvironmentSource = (store: Store, name: string, source: EnvironmentSource): void => {
  const file = fileOf(store, name, 'environment.json');
  writing(file, () => replaceFile(file, `${JSON.stringify(source)}\n`, { durable: false }));
};
