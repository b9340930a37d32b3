// hyperfine's users have scripts that read its export. These do the reading of hyperfine's own (1.20), each field that they take
// as they take it; where the scripts themselves are, with what they need, they are run.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { saved } from './saved.ts';

const READING = `
import json, statistics, sys
with open(sys.argv[1], encoding="utf-8") as f:
    results = json.load(f)["results"]
labels = [b["command"] for b in results]
times = [b["times"] for b in results]
medians = [b["median"] for b in results]
for label, ts, median, b in zip(labels, times, medians, results):
    assert abs(statistics.median(ts) - median) < 1e-9
    assert abs(statistics.mean(ts) - b["mean"]) < 1e-9
    assert abs(statistics.stdev(ts) - b["stddev"]) < 1e-9
    assert min(ts) == b["min"] and max(ts) == b["max"]
    assert b["user"] + b["system"] > 0
    assert len(b["exit_codes"]) == len(ts) == len(b["memory_usage_byte"])
    print(label, [(name, float(value)) for name, value in b.get("parameters", {}).items()])
`;

const hasPython = spawnSync('python3', ['--version']).error === undefined;

test('what reads an export of hyperfine reads ours', async ({ skip }) => {
  skip(!hasPython, 'python3 is not installed');
  const here = scene({ ...saved, 'read.py': READING });
  for (const file of ['two.json', 'scan.json']) {
    await here.tool('fork-bench', ['report', file, '-q', '--export-json=r.json']);
    const ended = await here.run('python3', ['read.py', 'r.json']);
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' });
    expect(ended.stdout).toContain(file === 'two.json' ? 'node b.js []\n' : "make -j4 [('n', 4.0)]\n");
  }
});

/** A folder with hyperfine's scripts, and a Python that has numpy and matplotlib. */
const { HYPERFINE_SCRIPTS: scripts, HYPERFINE_PYTHON: python = 'python3' } = process.env;

const missing = (): string | undefined => {
  if (scripts === undefined) return "HYPERFINE_SCRIPTS names no folder with hyperfine's scripts";
  const { status } = spawnSync(python, ['-c', 'import numpy, matplotlib']);
  return status === 0 ? undefined : `${python} has no numpy and matplotlib`;
};

const plots = ['plot_whisker', 'plot_histogram', 'plot_progression', 'plot_parametrized'] as const;

test("hyperfine's scripts read our export", async ({ skip }) => {
  const why = missing();
  skip(why !== undefined, why);
  const here = scene(saved);
  const environment = { MPLBACKEND: 'Agg' };
  for (const name of plots) {
    const file = name === 'plot_parametrized' ? 'scan.json' : 'two.json';
    const words = [path.join(scripts ?? '', `${name}.py`), file, '-o', `${name}.png`];
    const { code, stderr } = await here.run(python, words, { environment });
    expect({ name, code, error: /Error/.test(stderr) }).toEqual({ name, code: 0, error: false });
  }
  expect(readdirSync(here.work).filter((name) => name.endsWith('.png'))).toHaveLength(plots.length);
  const { stdout } = await here.run(python, [path.join(scripts ?? '', 'advanced_statistics.py'), 'two.json']);
  expect(stdout).toMatch(/Command 'node b\.js'\n {2}runs: +60\n/);
});
