import type { SuiteSettings } from './suite.ts';

const all = {
  ipc: () => import('./ipc/ipc-suite.ts'),
  http: () => import('./http/http-suite.ts'),
  offload: () => import('./offload/offload-suite.ts'),
} as const;
const main = async () => {
  const [name = 'ipc', budget = '5000', brief = '', filter = '', pins = 'same,cross,free', workers = '1,2'] =
    process.argv.slice(2);
  const { suite } = await all[name as keyof typeof all]();
  const settings: SuiteSettings = {
    budgetMs: Number(budget),
    pins: pins.split(',') as never,
    workers: workers.split(',').map(Number),
    isBrief: brief === 'brief',
  };
  const steps = suite.steps(settings);
  const sum = steps.reduce((a, b) => a + b.weight, 0);
  const start = performance.now();
  for (const step of steps) {
    if (!step.name.includes(filter)) continue;
    const begin = performance.now();
    const lines: string[] = [];
    await step.run((settings.budgetMs * step.weight) / sum, (f) => {
      if (f.type !== 'values') return void lines.push(JSON.stringify(f));
      const v = [...f.values].sort((a, b) => a - b);
      lines.push(
        `   ${f.group} | ${f.name}: n=${v.length} p50=${v[v.length >> 1]} min=${v[0]} p99=${v[Math.floor(v.length * 0.99)]} ${f.unit}`,
      );
    });
    console.log(`${step.name} ${(performance.now() - begin).toFixed(0)} ms`);
    console.log(lines.join('\n'));
  }
  console.log('all', (performance.now() - start).toFixed(0), 'ms');
};
void main();
