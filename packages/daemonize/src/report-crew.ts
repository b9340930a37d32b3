/** What reload and scale have to say. */
import { spellOut } from '@proctools/core';
import type { Probed } from './crew/probe.ts';
import { complain, type Told } from './report.ts';
import type { Answer } from './supervisor/control.ts';
import type { Printing } from './verbs/options.ts';
import type { Reloaded } from './verbs/reload.ts';

export const workersText = (count: number): string => (count === 1 ? '1 worker' : `${count} workers`);

const linesIn = ({ lastLines }: Extract<Answer, { ok: false }>): readonly string[] =>
  Array.isArray(lastLines) ? lastLines.map((line) => `| ${spellOut(String(line))}`) : [];

const verifiedText = ({ error, failed, requests, url }: Probed): string =>
  `${failed} failed of ${requests} requests to ${url}${error === null ? '' : `: ${error}`}`;

const reloadTold = ({ answer, name, verified }: Reloaded): Told => {
  const proof = verified ? `${name}: ${verifiedText(verified)}\n` : '';
  if (answer.ok) return { stdout: `${name}: reloaded, ${workersText(Number(answer.workers))}\n${proof}`, stderr: '' };
  const { stderr } = complain(`${name} was not reloaded: ${answer.error}`, ...stays(answer), ...linesIn(answer));
  return { stdout: proof, stderr };
};

/** Who serves now, when a new one did not come up. */
const stays = ({ replaced, workers }: Extract<Answer, { ok: false }>): readonly string[] => {
  if (typeof replaced !== 'number') return [];
  return [replaced === 0 ? 'the old workers go on' : `${replaced} of ${workers} were replaced, the others go on`];
};

/** How reloads went, a line or an array element each. */
export const reportReloads = (all: readonly Reloaded[], { json, quiet }: Pick<Printing, 'json' | 'quiet'>): Told => {
  const told = all.map(reloadTold);
  const stderr = told.map((one) => one.stderr).join('');
  if (json) {
    const values = all.map(({ answer, name, verified }) => ({ name, ...answer, verified: verified ?? null }));
    return { stdout: `${JSON.stringify(values)}\n`, stderr };
  }
  return { stdout: quiet ? '' : told.map((one) => one.stdout).join(''), stderr };
};

export const reportScaled = (name: string, answer: Answer, { json, quiet }: Pick<Printing, 'json' | 'quiet'>): Told => {
  const { stderr } = answer.ok
    ? { stderr: '' }
    : complain(`${name} was not scaled: ${answer.error}`, ...linesIn(answer));
  if (json) return { stdout: `${JSON.stringify({ name, ...answer })}\n`, stderr };
  const stdout = answer.ok && !quiet ? `${name}: ${workersText(Number(answer.workers))}\n` : '';
  return { stdout, stderr };
};
