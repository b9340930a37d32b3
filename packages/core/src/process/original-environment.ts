import { readFileSync } from 'node:fs';

/** By which a parent tells Node of its channel: meant for us, and not for whom we start. */
const OURS = ['NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE', 'NODE_UNIQUE_ID'];

const block = (): readonly string[] | undefined => {
  try {
    return readFileSync('/proc/self/environ', 'utf8').split('\0').slice(0, -1);
  } catch {
    return undefined; // no Linux
  }
};

/**
 * The environment that this process was started with. `process.env` is another one: Node adds to it
 * what is in the file behind an `--env-file`, even if that stands behind the name of the script and is
 * meant for somebody else, and up to version 24 it hides names that are numbers. proc(5)
 */
export const originalEnvironment = (): Readonly<Record<string, string>> => {
  const pairs = block()?.map((text): [string, string] => {
    const equals = text.indexOf('=');
    return [text.slice(0, equals), text.slice(equals + 1)];
  });
  const environment = pairs ? Object.fromEntries(pairs.filter(([name]) => name !== '')) : { ...process.env };
  for (const name of OURS) delete environment[name];
  return environment as Record<string, string>;
};
