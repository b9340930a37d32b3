import { errorCode } from './failure.ts';

/** What the system said, in its own words, with its code where they lack it: `no such file or directory (ENOENT)`. */
export const systemReason = (error: Error): string => {
  const code = errorCode(error);
  if (code === undefined) return error.message;
  const words = new RegExp(`^${code}: (.*?)(?:, \\w+.*)?$`, 's').exec(error.message)?.[1] ?? error.message;
  return words.includes(code) ? words : `${words} (${code})`;
};
