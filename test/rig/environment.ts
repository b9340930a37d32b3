import os from 'node:os';
import path from 'node:path';

export type Environment = Readonly<Record<string, string>>;

const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** PATH with the running Node first, so that `#!/usr/bin/env node` is the version under test. */
export const searchPath = (...before: readonly string[]): string =>
  [...before, path.dirname(process.execPath), SYSTEM_PATH].join(path.delimiter);

/** An environment made from nothing; what is given comes on top. */
export const environment = (given: Environment = {}): Environment => ({
  PATH: searchPath(),
  HOME: os.tmpdir(),
  TMPDIR: os.tmpdir(),
  LANG: 'C.UTF-8',
  NO_COLOR: '1',
  ...given,
});
