import { describe, expect, test } from 'vitest';
import { shop } from './shop.ts';

/** How often a command is replaced while somebody runs it, in each form. */
const TIMES = 100;

/** Runs a command until a file says that it is enough, and tells how often that was, and how often it was not there. */
const READER = (file: string, stop: string) => `runs=0 missed=0
echo ready
while [ ! -e '${stop}' ]; do
  if '${file}' >/dev/null 2>&1; then runs=$((runs + 1)); else missed=$((missed + 1)); fi
done
echo "runs=$runs missed=$missed"
`;

const SCRIPTS = { 'one.sh': '#!/bin/sh\nexit 0\n', 'two.sh': '#!/bin/sh\n:\n' };

describe.each([['--link'], ['--copy']])('%s', (form) => {
  test(`whoever runs a command while it is replaced ${TIMES} times never misses it`, async () => {
    const place = shop(SCRIPTS);
    const { here } = place;
    const install = (script: string) => place.install(form, '--name', 'tool', '--quiet', script);
    await install('one.sh');
    const reader = here.start('nice', ['-n', '19', '/bin/sh', '-c', READER(`${place.bin}/tool`, `${here.work}/stop`)]);
    await reader.until(/ready/);
    for (let time = 0; time < TIMES; time += 1) await install(time % 2 === 0 ? 'two.sh' : 'one.sh');
    here.write({ stop: '' });
    const { stdout } = await reader.ended;
    expect(stdout).toMatch(/runs=[1-9]\d* missed=0/);
  });
});
