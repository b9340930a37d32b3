// The page and the pictures in a browser: what a person sees of them, and that it asks for nothing.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { formatDocuments } from '../../packages/fork-bench/src/report/document.ts';
import {
  commandOf,
  commandsOf,
  comparisonOf,
  timesAround,
} from '../../packages/fork-bench/test/report/sample-results.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { saved } from './saved.ts';

const isInstalled = spawnSync('chromium', ['--version']).error === undefined;

/** In a browser; where there is none, it is skipped, and says so. */
const inBrowser = (title: string, work: () => Promise<void>): void =>
  test(title, async ({ skip }) => {
    skip(!isInstalled, 'chromium is not installed');
    await work();
  });

const chromium = async (here: Scene, page: string, ...options: readonly string[]): Promise<string> => {
  const ended = await here.run('chromium', [
    '--headless=new',
    '--no-sandbox', // it refuses to have one as root
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-crash-reporter',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    `--user-data-dir=${path.join(here.temporary, 'profile')}`,
    ...options,
    `file://${path.join(here.work, page)}`,
  ]);
  expect(ended.code).toBe(0);
  return ended.stdout;
};

const draw = async (here: Scene, file: string, ...options: readonly string[]): Promise<void> =>
  expect(await here.tool('fork-bench', ['report', file, '--quiet', ...options])).toMatchObject({ code: 0, stderr: '' });

const HOSTILE = (port: number): string =>
  `</script></title></style><b>bold</b> & "q" ' <img src=http://127.0.0.1:${port}/x onerror=alert(1)>`;

/** Notes what a browser asks of it, as a server and as a proxy. */
const listen = async (): Promise<{ readonly port: number; readonly asked: readonly string[] }> => {
  const asked: string[] = [];
  const note = (text: string) => asked.push(text);
  const server = createServer(({ url = '' }, response) => {
    note(url);
    response.writeHead(204).end();
  });
  server.on('connect', ({ url = '' }, socket) => {
    note(url);
    socket.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked };
};

const hostileResults = (port: number): string =>
  formatDocuments([
    commandsOf(
      [commandOf(HOSTILE(port), timesAround(40, 30, 1)), commandOf('b', timesAround(50, 30, 2))],
      [comparisonOf(HOSTILE(port), 'b')],
      [HOSTILE(port)],
    ),
  ]);

/** Its own requests, of a profile that is new, are none of the page's. */
const isBrowsersOwn = (url: string): boolean => /google|gvt1|gstatic/.test(url);

inBrowser('a page asks for nothing, whatever its commands are called; one that does is noticed', async () => {
  const { asked, port } = await listen();
  const here = scene({
    'hostile.json': hostileResults(port),
    'asking.html': `<img src="http://127.0.0.1:${port}/noticed">`,
  });
  await draw(here, 'hostile.json', '--html=page.html', '--export-svg=picture.svg');
  const throughUs = [`--proxy-server=127.0.0.1:${port}`, '--proxy-bypass-list=<-loopback>', '--dump-dom'];
  const page = await chromium(here, 'page.html', ...throughUs);
  await chromium(here, 'picture.svg', ...throughUs);
  expect(asked.filter((url) => !isBrowsersOwn(url))).toEqual([]);
  expect(page).not.toMatch(/<(b|img|script|iframe|link)\b/);
  await chromium(here, 'asking.html', ...throughUs);
  expect(asked.filter((url) => !isBrowsersOwn(url))).toContain(`http://127.0.0.1:${port}/noticed`);
});

inBrowser('every picture of a page has a title, a description and its figures as a table', async () => {
  const here = scene(saved);
  await draw(here, 'all.json', '--html=page.html');
  const page = await chromium(here, 'page.html', '--dump-dom');
  const pictures = [...page.matchAll(/<svg class="picture"[^>]* role="img" aria-labelledby="(\S+) (\S+)">/g)];
  expect(pictures).toHaveLength(5); // two ratios, the distribution, the course, the claims
  for (const [, title, description] of pictures) {
    expect(page).toMatch(new RegExp(`<title id="${title}">[^<]+</title>`));
    expect(page).toMatch(new RegExp(`<desc id="${description}">[^<]+</desc>`));
  }
  expect(page.match(/<details[^>]*><summary>The figures<\/summary>\s*<div class="wide"><table>/g)).toHaveLength(5);
});

inBrowser('a file of SVG is one that a browser takes, with all results in it', async () => {
  const here = scene({ ...saved, 'hostile.json': hostileResults(9) });
  const files = ['two.json', 'suite.json', 'claims.json', 'hostile.json'];
  expect(await here.tool('fork-bench', ['report', ...files, '-q', '--export-svg=picture.svg'])).toMatchObject({
    code: 0,
  });
  const dom = await chromium(here, 'picture.svg', '--dump-dom');
  expect(dom).not.toContain('parsererror');
  expect(dom.match(/<title/g)).toHaveLength(9);
});

/** The colour of the upper left corner of a PNG: no filter changes the first pixel of the first line. PNG, 9.2 */
const cornerOf = (png: Buffer): string => {
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  return `#${inflateSync(Buffer.concat(parts)).subarray(1, 4).toString('hex')}`;
};

inBrowser('page and picture are dark where that is wished for, and light elsewhere', async () => {
  const here = scene(saved);
  await draw(here, 'two.json', '--html=page.html', '--export-svg=picture.svg');
  const corner = async (file: string, scheme: 0 | 1): Promise<string> => {
    const shot = path.join(here.temporary, 'shot.png');
    await chromium(here, file, `--blink-settings=preferredColorScheme=${scheme}`, `--screenshot=${shot}`);
    return cornerOf(readFileSync(shot));
  };
  expect(await corner('page.html', 0)).toBe('#16191f');
  expect(await corner('page.html', 1)).toBe('#ffffff');
  expect(await corner('picture.svg', 0)).toBe('#16191f');
});
