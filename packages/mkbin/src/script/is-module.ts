import path from 'node:path';
import type { Script } from './script.ts';

/** Whether a script is an ES module: by its extension, else by what it says. */
export const isModule = ({ bytes, realFile }: Script): boolean => {
  const extension = path.extname(realFile);
  if (/^\.[cm][jt]s$/.test(extension)) return extension.startsWith('.m');
  return /^\s*(?:import|export)\b/m.test(bytes.toString());
};
