/** `npm:watch:*`: the scripts of a package.json as commands. */
import { type CommandLine, ExitCode, Failure, nearest, spellOut } from '@proctools/core';

/** The package.json that is meant, and the names of its scripts in their order. */
export interface Manifest {
  readonly file: string;
  readonly scripts: readonly string[];
}

type Runner = (script: string, operands: readonly string[]) => CommandLine;

/** npm says what it runs, and what it thinks of a failure, unless it is told to be silent. */
const RUNNERS: Readonly<Record<string, Runner>> = {
  npm: (script, operands) => ['npm', 'run', '--silent', script, ...(operands.length > 0 ? ['--', ...operands] : [])],
  pnpm: (script, operands) => ['pnpm', 'run', '--silent', script, ...operands],
};

/** A script that is to be run, as it was written. */
interface Wanted {
  readonly runner: Runner;
  readonly prefix: string;
  readonly pattern: string;
  /** As in `npm run`, a first `--` only ends npm's own options. */
  readonly operands: readonly string[];
}

const wantedBy = ([word, ...rest]: CommandLine): Wanted | undefined => {
  const [, prefix = '', pattern = ''] = /^(npm|pnpm):(.+)$/s.exec(word) ?? [];
  const runner = RUNNERS[prefix];
  return runner && { runner, prefix, pattern, operands: rest[0] === '--' ? rest.slice(1) : rest };
};

/** Whether a command is one of a package.json's scripts. */
export const isScript = (command: CommandLine): boolean => wantedBy(command) !== undefined;

const WILDCARDS: Readonly<Record<string, string>> = { '*': '[^:]*', '**': '.*' };

/** `*` is anything but a colon, `**` is anything, as npm-run-all has it. */
const matcherFor = (pattern: string): RegExp => {
  const parts = pattern.split(/(\*+)/);
  const source = parts.map((part) => WILDCARDS[part] ?? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${source.join('')}$`, 's');
};

const noSuchScript = ({ pattern, prefix }: Wanted, { file, scripts }: Manifest): Failure => {
  const near = nearest(pattern, scripts);
  const meant = near === undefined ? '' : `did you mean ${prefix}:${spellOut(near)}? `;
  const there = scripts.length === 0 ? 'it has none' : `it has ${scripts.map(spellOut).join(', ')}`;
  const message = `${prefix}:${spellOut(pattern)}: no such script in ${file}`;
  return new Failure(ExitCode.toolFailed, message, { hint: `${meant}${there}` });
};

/** A command and what it is called when nobody says otherwise. */
export interface Called {
  readonly command: CommandLine;
  readonly called: string | undefined;
}

/** The scripts that a command names, in the order of package.json; or the command itself. A Failure for no script. */
export const expandScripts = (command: CommandLine, manifest: Manifest | undefined): readonly Called[] => {
  const wanted = wantedBy(command);
  if (!wanted) return [{ command, called: undefined }];
  const { operands, pattern, prefix, runner } = wanted;
  if (!manifest)
    throw new Failure(ExitCode.toolFailed, `${prefix}:${spellOut(pattern)}: there is no package.json here`);
  const matcher = matcherFor(pattern);
  const names = manifest.scripts.filter((script) => matcher.test(script));
  if (names.length === 0) throw noSuchScript(wanted, manifest);
  return names.map((name) => ({ command: runner(name, operands), called: name }));
};
