// Windows for the tests: wine, with a node.exe and a prefix (what wine calls a Windows) that lie under `.cache/windows`.
// `npm run windows` prepares them; where they are not, what needs them is skipped.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { inRepository } from './repository.ts';

export const cache = inRepository('.cache', 'windows');

/** The oldest Node that we support, for Windows. */
export const nodeExe = inRepository('.cache', 'windows', 'package', 'bin', 'node.exe');

/** The prefix that others are made after; nothing is run in it. */
export const template = inRepository('.cache', 'windows', 'prefix');

/** Written last: the version of the wine that made the template. */
export const stamp = inRepository('.cache', 'windows', 'wine-version');

/** What wine has to know; the variable that is taken away costs every Node 30 ms. */
export const wineEnvironment = (prefix: string): Readonly<Record<string, string>> => ({
  WINEPREFIX: prefix,
  WINEARCH: 'win64',
  WINEDEBUG: '-all',
  // No .NET and no browser, which it would offer to download, and nothing in the menus of the user's desktop.
  WINEDLLOVERRIDES: 'mscoree,mshtml,winemenubuilder.exe=',
  HOME: prefix,
});

/** The version of wine, where it is installed. */
export const wineVersion = (): string | undefined => {
  try {
    return execFileSync('wine', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
};

/** Why there is no Windows here; undefined when there is. */
export const obstacleOfWindows = (): string | undefined => {
  const version = wineVersion();
  if (version === undefined) return 'wine is not installed';
  const isReady = existsSync(nodeExe) && existsSync(stamp) && readFileSync(stamp, 'utf8') === version;
  return isReady ? undefined : 'there is no Windows in .cache/windows; "npm run windows" makes one';
};
