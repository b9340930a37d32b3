import { expect, test } from 'vitest';
import { expectSentence, running } from './one-daemon.ts';

test.each(['systemd', 'launchd', 'openrc', 'kubernetes', 'compose'])(
  'export --format %s: the same command; values of variables only with --show-env',
  async (format) => {
    const { here } = await running('--restart', '--env', 'TOKEN=s3cret', '--env', 'HOME');
    const shown = await here.daemonize('export', 'server', '--format', format);
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toContain(process.execPath);
    expect(shown.stdout).toContain('TOKEN');
    expect(shown.stdout).not.toContain('s3cret');
    const all = await here.daemonize('export', 'server', '--format', format, '--show-env');
    expect(all.stdout).toContain('s3cret');
    expect(all.stdout).toContain(here.home);
  },
);

test('what cannot be exported is a sentence', async () => {
  const { here } = await running();
  expectSentence(await here.daemonize('export', 'nobody'), 4, /no daemon is called nobody/);
  expectSentence(await here.daemonize('export', 'server', '--format', 'pm2'), 2, /--format: expected one of systemd, /);
});
