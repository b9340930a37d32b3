import { readFileSync } from 'node:fs';

export interface Limit {
  readonly soft: number;
  readonly hard: number;
}

const numberIn = (text = ''): number => (text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text));

const ROW = /^Max (.+?) {2,}(\S+) +(\S+)/gm;

/** Reads /proc/PID/limits. The names are the kernel's without "Max": `open files`, `core file size`. */
export const limitsOf = (pid: number): Readonly<Record<string, Limit>> => {
  const rows = [...readFileSync(`/proc/${pid}/limits`, 'utf8').matchAll(ROW)];
  return Object.fromEntries(rows.map(([, name, soft, hard]) => [name, { soft: numberIn(soft), hard: numberIn(hard) }]));
};
