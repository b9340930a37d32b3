/** Whether a command is a program of Node's, and what of its words is what. */
import { closeSync, openSync, readSync, realpathSync } from 'node:fs';
import path from 'node:path';

const LONGEST_LINE = 256;

const firstLine = (file: string): string => {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const buffer = Buffer.alloc(LONGEST_LINE);
    return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, LONGEST_LINE, 0)).split('\n')[0] ?? '';
  } catch {
    return '';
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
};

const isCalledNode = (file: string): boolean => /^node(?:js)?$/.test(path.basename(file));

/** Whether a file is a Node, whatever it is called here. */
export const isNode = (file: string): boolean => {
  try {
    return isCalledNode(file) || isCalledNode(realpathSync(file));
  } catch {
    return false;
  }
};

/** By its name, or by the interpreter that its first line names. */
export const isNodeProgram = (file: string): boolean =>
  isNode(file) || /^#!.*[/ ]node(?:js)?(?:\s|$)/.test(firstLine(file));
