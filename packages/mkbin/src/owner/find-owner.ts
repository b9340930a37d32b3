import { closeSync, openSync, readlinkSync, readSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { ownerByContents } from './contents.ts';
import type { Owner } from './owner.ts';
import { ownerByPlace } from './places.ts';
import { ownerBySystem } from './system.ts';

const HEAD_BYTES = 8_192;
const MOST_LINKS = 40;

/** Where a link leads; undefined when it is none, or not there. */
const follow = (file: string): string | undefined => {
  try {
    return path.resolve(path.dirname(file), readlinkSync(file));
  } catch {
    return undefined;
  }
};

/** The file, and what it leads to link by link, as far as that is there. */
const chainOf = (file: string): readonly string[] => {
  const chain = [file];
  for (let next = follow(file); next !== undefined && chain.length <= MOST_LINKS; next = follow(next)) chain.push(next);
  return chain;
};

/** With the links among the folders resolved, too. */
const realPath = (file: string): readonly string[] => {
  try {
    return [realpathSync(file)];
  } catch {
    return [];
  }
};

/** How the file begins; empty when it cannot be read. */
const headOf = (file: string): string => {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const buffer = Buffer.alloc(HEAD_BYTES);
    return buffer.toString('utf8', 0, readSync(descriptor, buffer));
  } catch {
    return '';
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
};

/** Who put a file there: by where it leads, by what is written in it, or by what the system's package manager says. */
export const findOwner = (file: string): Owner => {
  const chain = [...chainOf(file), ...realPath(file)];
  return (
    ownerByPlace(chain) ?? ownerByContents(headOf(file)) ?? ownerBySystem([...new Set(chain)]) ?? { type: 'unknown' }
  );
};
