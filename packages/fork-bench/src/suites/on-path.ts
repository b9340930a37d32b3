import { resolveCommand } from '@proctools/core';

/** The path of a command; undefined when it is not on PATH. */
export const onPath = (name: string): string | undefined => {
  const found = resolveCommand(name, process.env.PATH, process.cwd());
  return found.type === 'found' ? found.file : undefined;
};
