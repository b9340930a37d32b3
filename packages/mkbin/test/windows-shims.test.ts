// What can be seen of the shims without Windows; test/mkbin/windows.test.ts runs those for cmd.exe.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { directory } from '../../../test/rig/files.ts';
import { bundle } from '../src/forms/bundle.ts';
import type { Request } from '../src/forms/product.ts';
import { windowsShims } from '../src/forms/windows-shims.ts';
import { requestFor } from './requests.ts';

const TELL = 'console.log(JSON.stringify([process.execArgv, process.argv.slice(2)]));';

/** What Windows would have, in a folder. */
const onWindows = async (text: string, more: Partial<Request> = {}): Promise<(name: string) => string> => {
  const script = path.join(directory({ 'hello.cjs': text }), 'hello.cjs');
  const { entries } = await bundle(requestFor(script, { platform: 'win32', ...more }));
  const folder = directory();
  for (const entry of entries) if (entry.type === 'file') writeFileSync(path.join(folder, entry.name), entry.bytes);
  return (name) => path.join(folder, name);
};

const runInSh = (file: string, ...operands: readonly string[]): unknown => {
  const env = { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin` };
  return JSON.parse(spawnSync('sh', [file, ...operands], { encoding: 'utf8', env }).stdout);
};

const ODD = `--title=it's $HOME \`x\``;

test('the shim for sh hands over options and operands as they are', async () => {
  const at = await onWindows(TELL, { nodeOptions: ['--no-warnings', ODD] });
  expect(runInSh(at('hello'), 'a b', '$x', '*')).toEqual([
    ['--no-warnings', ODD],
    ['a b', '$x', '*'],
  ]);
});

test('a pinned Node is in all three', async () => {
  const at = await onWindows(TELL, { node: { type: 'pin', file: process.execPath } });
  expect(runInSh(at('hello'))).toEqual([[], []]);
  const { entries } = await windowsShims(
    requestFor(at('hello.cjs'), { node: { type: 'pin', file: 'C:\\a $b\\node.exe' } }),
  );
  const texts = entries.map((entry) => (entry.type === 'file' ? entry.bytes.toString() : ''));
  expect(texts.map((text) => /"C:.*?node\.exe"/.exec(text)?.[0])).toEqual([
    '"C:\\a $b\\node.exe"',
    '"C:\\a `$b\\node.exe"',
    `"C:/a "'$'"b/node.exe"`,
  ]);
});

test('each shell gets words in its own quotes', async () => {
  const script = path.join(directory({ 'hello.cjs': '' }), 'hello.cjs');
  const { entries } = await windowsShims(requestFor(script, { nodeOptions: [`--title=it's 100% "so"`] }));
  const [cmd, powershell, sh] = entries.map((entry) => (entry.type === 'file' ? entry.bytes.toString() : ''));
  expect(cmd).toContain(`"--title=it's 100%% \\"so\\""`);
  expect(powershell).toContain(`'--title=it''s 100% "so"'`);
  expect(sh).toContain(`'--title=it'\\''s 100% "so"'`);
});

test('what Node does not run keeps its interpreter', async () => {
  const script = path.join(directory({ 'hello.py': 'print(1)' }), 'hello.py');
  const { entries, form } = await windowsShims(requestFor(script, { nodeOptions: ['--no-warnings'] }));
  expect(form).toBe('launcher');
  for (const entry of entries) {
    const text = entry.type === 'file' ? entry.bytes.toString() : '';
    expect(text).toContain('python3');
    expect(text).not.toContain('--no-warnings');
  }
});
