import { exec, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { asNumber, type Claim, type Judgement, notOnWindows, shown } from '../claim.ts';

export interface Injection {
  /** Whether what followed the semicolon was run. */
  readonly byExec: boolean;
  readonly byExecFile: boolean;
}

export const judgeInjection = ({ byExec, byExecFile }: Injection): Judgement => ({
  verdict: shown(byExec && !byExecFile),
  figure: `"; touch FILE" ${byExec ? 'made a file' : 'made none'} through exec, and ${byExecFile ? 'one' : 'none'} through execFile`,
  values: { byExec: asNumber(byExec), byExecFile: asNumber(byExecFile) },
});

/** What a user is asked for is the name of a file; what he types is more. Only the name of his own file is ours. */
const typed = (file: string): string => `hello.txt; touch ${file}`;

export const injection: Claim = {
  id: 'injection',
  text: "exec runs what follows a ; in a user's text",
  source: '002',
  obstacle: notOnWindows,
  check: async ({ folder: cwd }) => {
    // `ls` fails, as there is no such file: what follows is run all the same.
    await new Promise((resolve) => void exec(`ls ${typed('by-exec')}`, { cwd }, resolve));
    await new Promise((resolve) => void execFile('ls', [typed('by-exec-file')], { cwd }, resolve));
    const isThere = (name: string): boolean => existsSync(path.join(cwd, name));
    return judgeInjection({ byExec: isThere('by-exec'), byExecFile: isThere('by-exec-file') });
  },
};
