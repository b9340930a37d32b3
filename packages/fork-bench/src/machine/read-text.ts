import { readFileSync } from 'node:fs';

/** What a file of the system says, without the newline at its end; undefined where there is none, or none for us. */
export const readText = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch {
    return undefined;
  }
};

/** The same for a number. */
export const readNumber = (file: string): number | undefined => {
  const number = Number.parseFloat(readText(file) ?? '');
  return Number.isNaN(number) ? undefined : number;
};
