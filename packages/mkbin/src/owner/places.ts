/** Managers known by where they keep what their commands lead to. */
import type { Manager, Owner } from './owner.ts';

interface Place {
  readonly manager: Manager;
  /** Its first group is the package, where the path tells it. */
  readonly pattern: RegExp;
}

const PACKAGE = '((?:@[^/]+/)?[^/]+)';

/** The first that matches counts: pnpm, yarn, bun and volta have a node_modules too. */
const PLACES: readonly Place[] = [
  { manager: 'pnpm', pattern: new RegExp(`/pnpm/(?:.*/)?node_modules/${PACKAGE}/`) },
  { manager: 'yarn', pattern: new RegExp(`/yarn/global/node_modules/${PACKAGE}/`) },
  { manager: 'bun', pattern: new RegExp(`/\\.bun/install/global/node_modules/${PACKAGE}/`) },
  { manager: 'brew', pattern: /\/Cellar\/([^/]+)\// },
  { manager: 'brew', pattern: /\/Caskroom\/([^/]+)\// },
  { manager: 'nix', pattern: /^\/nix\/store\/[^/-]+-([^/]+)\// },
  { manager: 'pipx', pattern: /\/pipx\/venvs\/([^/]+)\// },
  { manager: 'uv', pattern: /\/uv\/tools\/([^/]+)\// },
  { manager: 'npm', pattern: new RegExp(`/lib/node_modules/${PACKAGE}/`) },
  { manager: 'cargo', pattern: /\/\.cargo\/bin\/(?=[^/]+$)/ },
];

const ownerAt = (file: string): Owner | undefined => {
  for (const { manager, pattern } of PLACES) {
    const found = pattern.exec(file.replaceAll('\\', '/'));
    if (found) return { type: 'manager', manager, package: found[1] ?? null };
  }
  return undefined;
};

/** The owner that one of these paths tells: those that a link leads through, the last one first. */
export const ownerByPlace = (files: readonly string[]): Owner | undefined => {
  for (const file of files.toReversed()) {
    const owner = ownerAt(file);
    if (owner) return owner;
  }
  return undefined;
};
