import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type CommonValues,
  ExitCode,
  Failure,
  failureText,
  nearest,
  progressLine,
  showWaiting,
  usageFailure,
  type Values,
  writeErr,
  writeOut,
} from '@proctools/core';
import { type CheckProgress, checkClaims, type Found, type Unmade } from '../claims/check-claims.ts';
import { type ClaimId, claimIds } from '../claims/ids.ts';
import { describeMachine } from '../machine/describe-machine.ts';
import type { claimsOptions } from '../options.ts';
import { formatDocuments } from '../report/document.ts';
import { exportsToOutput, writeExports } from '../report/export/write-exports.ts';
import { textReport } from '../report/text-report.ts';
import { viewOf } from '../report/view.ts';
import type { ClaimsResult } from '../results.ts';
import { openSession } from './session.ts';

export type ClaimsOptions = Values<typeof claimsOptions> & CommonValues;

const isId = (word: string): word is ClaimId => (claimIds as readonly string[]).includes(word);

/** The claims that were named, each once and in their usual order; all when none was. A usage Failure when there is no such claim. */
export const readIds = (operands: readonly string[]): readonly ClaimId[] => {
  const unknown = operands.find((word) => !isId(word));
  if (unknown !== undefined) {
    const near = nearest(unknown, claimIds);
    throw usageFailure(
      `there is no claim ${JSON.stringify(unknown)}`,
      near === undefined ? `the claims are ${claimIds.join(', ')}` : `did you mean ${near}?`,
    );
  }
  return operands.length === 0 ? claimIds : claimIds.filter((id) => operands.includes(id));
};

/** Draws the line of progress for as long as it lasts; on a terminal only. */
const showProgress = (nodes: number, isQuiet: boolean) => {
  let latest: CheckProgress | undefined;
  const line = (elapsedMs: number, columns: number): string => {
    if (!latest) return '';
    const { done, id, node, total } = latest;
    const notes = [nodes > 1 ? `${id}, Node ${node}` : id];
    return progressLine({ done, total, before: 0, elapsedMs, notes }, columns);
  };
  const shown = isQuiet ? undefined : showWaiting(line);
  return {
    onProgress: (progress: CheckProgress): void => {
      latest = progress;
    },
    stop: () => shown?.stop(),
  };
};

const tellUnmade = ({ id, node, reason }: Unmade): void => {
  const failure = new Failure(ExitCode.failed, `${id} could not be checked under Node ${node}: ${reason}`);
  writeErr(failureText('fork-bench', failure));
};

/** Prints what was found, and writes the exports; answers with the exit code. */
const show = async (result: ClaimsResult, { notes, unmade }: Found, options: ClaimsOptions): Promise<number> => {
  if (options.json) writeOut(formatDocuments([result]));
  else if (result.claims.length > 0 && !exportsToOutput(options)) writeOut(textReport([result], viewOf(options)));
  const code = await writeExports([result], options);
  if (!options.quiet) for (const note of notes) writeErr(`fork-bench: ${note}\n`);
  unmade.forEach(tellUnmade);
  return unmade.length > 0 ? ExitCode.failed : code;
};

/** The drivers have a folder for temporary files of their own, which goes however they end. */
const withFolder = async <Answer>(work: (folder: string) => Promise<Answer>): Promise<Answer> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fork-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Checks claims and shows what came of it; answers with the exit code, which says only whether all could be checked. */
export const runClaims = async (operands: readonly string[], options: ClaimsOptions): Promise<number> => {
  const ids = readIds(operands);
  const { environment, finish, nodes, signal } = await openSession(options);
  const startedAt = new Date().toISOString();
  const { onProgress, stop } = showProgress(nodes.length, options.quiet);
  const found = await withFolder((TMPDIR) =>
    checkClaims({
      ...{ ids, nodes, signal, onProgress, budgetMs: options.budget },
      environment: { ...environment, TMPDIR },
    }),
  );
  stop();
  const result: ClaimsResult = { type: 'claims', machine: describeMachine(), startedAt, claims: found.claims };
  const code = await show(result, found, options);
  await finish();
  return code;
};
