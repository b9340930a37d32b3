// A place where commands are made: a home folder whose ~/.local/bin is on PATH.
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { searchPath } from '../rig/environment.ts';
import type { Literal } from '../rig/files.ts';
import type { Ended, RunOptions } from '../rig/run.ts';
import { type Scene, scene } from '../rig/scene.ts';

export interface Shop {
  readonly here: Scene;
  readonly bin: string;
  /** Where mkbin keeps its records. */
  readonly store: string;
  /** Runs the built mkbin in the working directory. */
  mkbin(...operands: readonly string[]): Promise<Ended>;
  mkbinIn(options: RunOptions, ...operands: readonly string[]): Promise<Ended>;
  /** Installs, without the trial run, and expects that it went well. */
  install(...operands: readonly string[]): Promise<Ended>;
  /** Runs a command as a shell finds it. */
  command(name: string, ...operands: readonly string[]): Promise<Ended>;
}

/** A script that tells what it was run with. */
export const TELLS = 'console.log(JSON.stringify(process.argv.slice(2)));\n';

export const shop = (files: Literal = {}): Shop => {
  const here = scene(files);
  const bin = path.join(here.home, '.local/bin');
  mkdirSync(bin, { recursive: true });
  const environment = { PATH: searchPath(bin) };
  const mkbinIn: Shop['mkbinIn'] = (options, ...operands) =>
    here.tool('mkbin', operands, { ...options, environment: { ...environment, ...options.environment } });
  const mkbin: Shop['mkbin'] = (...operands) => mkbinIn({}, ...operands);
  return {
    here,
    bin,
    store: path.join(here.home, '.local/share/mkbin'),
    mkbin,
    mkbinIn,
    install: async (...operands) => {
      const ended = await mkbin('install', '--no-check', ...operands);
      expect(ended, ended.stderr).toMatchObject({ code: 0, signal: null });
      return ended;
    },
    command: (name, ...operands) => here.run(path.join(bin, name), operands, { environment }),
  };
};

/** What a folder holds, but for what is in `except`: each path with what is there. */
export const tree = (root: string, except: readonly string[] = []): Readonly<Record<string, string>> => {
  const found: Record<string, string> = {};
  const look = (folder: string): void => {
    for (const name of readdirSync(folder).sort()) {
      const file = path.join(folder, name);
      if (except.includes(file)) continue;
      const stat = lstatSync(file);
      const mode = (stat.mode & 0o7777).toString(8);
      if (stat.isSymbolicLink()) found[file] = `link ${readlinkSync(file)}`;
      else if (stat.isDirectory()) found[file] = `folder ${mode}`;
      else found[file] = `file ${mode} ${readFileSync(file, 'latin1')}`;
      if (stat.isDirectory()) look(file);
    }
  };
  if (existsSync(root)) look(root);
  return found;
};

/** A refusal: a sentence, exit code 1, and nothing on standard output. */
export const expectRefused = ({ code, stderr, stdout }: Ended, words: string | RegExp): void => {
  expect(stderr).toMatch(words);
  expect(stderr).toMatch(/^mkbin: /);
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
};
