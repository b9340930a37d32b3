import { existsSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { inRepository } from './repository.ts';

/** The majors that proctools supports. */
export const MAJORS = ['20', '22', '24', '26'] as const;

const folderOf = (major: string): string => inRepository('.cache', 'nodes', major);

/** The `node` of that major in the cache, whether it is there or not. */
export const nodePath = (major: string): string => path.join(folderOf(major), 'node_modules', 'node', 'bin', 'node');

/** The majors that are there. */
export const installedMajors = (): readonly string[] => MAJORS.filter((major) => existsSync(nodePath(major)));

/**
 * The newest Node of a major, from the package that the registry has for this platform, kept under `.cache/nodes`.
 * Answers with undefined, having said so, where there is none.
 */
export const installNode = async (major: string): Promise<string | undefined> => {
  const node = nodePath(major);
  if (existsSync(node)) return node;
  const name = `node-${process.platform}-${process.arch}@${major}`;
  const operands = ['install', '--prefix', folderOf(major), '--no-save', '--no-audit', '--no-fund', `node@npm:${name}`];
  console.error(`installing Node ${major} (${name})`);
  const { failed, stderr } = await execa('npm', operands, { reject: false });
  if (!failed && existsSync(node)) return node;
  console.error(`no Node ${major} for ${process.platform} ${process.arch} from the registry:\n${stderr}`);
  return undefined;
};
