import path from 'node:path';
import type { EditReason } from '../forms/product.ts';
import type { Standing } from '../records/standing.ts';
import type { MainGuard } from '../script/main-guard.ts';

/** Something about a command that is not as it should be. */
export type Finding =
  | { readonly type: 'standing'; readonly standing: Exclude<Standing, { readonly state: 'ok' }> }
  /** The kernel cannot run the script any more. */
  | { readonly type: 'unfit'; readonly file: string; readonly why: readonly EditReason[] }
  /** The script cannot be read, or is none any more; Node does not run its TypeScript. In words, as a failure tells it. */
  | { readonly type: 'refused'; readonly message: string; readonly hint: string | undefined }
  /** Through a link, the script believes that it was not run. */
  | { readonly type: 'guard'; readonly file: string; readonly guards: readonly MainGuard[]; readonly isModule: boolean }
  /** This Node does not know `import.meta.main`. */
  | { readonly type: 'main-word'; readonly file: string; readonly guards: readonly MainGuard[] }
  /** env(1) of this system takes no options: BusyBox, and the BSDs. */
  | { readonly type: 'env-split'; readonly file: string }
  /** The script is newer than what was made of it. */
  | { readonly type: 'stale'; readonly file: string }
  | { readonly type: 'extra-gone'; readonly file: string };

/** An interpreter that is not at its path may be on PATH; one that is not there either, nobody can make. */
const isStandingFixable = (standing: Standing): boolean =>
  (standing.state === 'broken' && standing.missing === 'command') ||
  (standing.state === 'no-interpreter' && path.isAbsolute(standing.program));

/** Whether making the command anew mends it. */
export const isFixable = (finding: Finding): boolean => {
  switch (finding.type) {
    case 'standing':
      return isStandingFixable(finding.standing);
    case 'unfit':
    case 'stale':
      return true;
    default:
      return false;
  }
};
