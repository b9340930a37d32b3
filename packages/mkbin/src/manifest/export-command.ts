import { readFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '@proctools/core';
import { type CommandRecord, pathOf } from '../records/record.ts';
import { importsOf } from '../script/imports.ts';
import { type Exported, portable } from './manifest.ts';

/** A script that is alone can travel inside; undefined when it is not there, or needs others. */
const aloneContent = ({ source, interpreter }: CommandRecord): Buffer | undefined => {
  if (/\.[cm]?tsx?$|\.jsx$/i.test(source)) return undefined;
  const bytes = readFileSync(source);
  return importsOf(bytes, path.dirname(source), interpreter).length === 0 ? bytes : undefined;
};

/** What the command is, where a single file that any machine can run is all of it. */
const contentOf = (record: CommandRecord): Buffer | undefined => {
  if (record.form === 'exe') return undefined;
  try {
    return record.form === 'copy' || record.form === 'bundle' ? readFileSync(pathOf(record)) : aloneContent(record);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined; // it has gone; who imports is told so
  }
};

/** What another machine needs to have this command, too. */
export const exportCommand = (record: CommandRecord, home: string): Exported => {
  const { form, interpreter, name, node, nodeOptions, source } = record;
  return {
    name,
    form,
    source: portable(source, home),
    interpreter,
    node: node.type === 'pin' ? { type: 'pin' } : node,
    nodeOptions,
    content: contentOf(record)?.toString('base64'),
  };
};
