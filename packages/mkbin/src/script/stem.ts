import path from 'node:path';

/** A file's name without its extension: what a command is called, if nothing else is said. */
export const stem = (file: string): string => path.basename(file).replace(/(?<=.)\.[A-Za-z0-9]{1,4}$/, '');
