import { systemPeer } from '../peers.ts';
import { ifThere, leave, logIn, type Service, type System } from './system.ts';

const sectionOf = ({ name, program, operands, logs }: Service, rotation: string): string => `
[program:${name}]
command=${[program, ...operands].map((word) => `"${word}"`).join(' ')}
autorestart=true
stdout_logfile=${logs ? logIn(logs) : 'NONE'}
stdout_logfile_maxbytes=${rotation}
stdout_logfile_backups=100
stderr_logfile=NONE
`;

/** supervisord for all of them; `rotation` is the length at which logs become archives, 0 for never. */
export const supervisord = (name: string, rotation = '0'): readonly System[] =>
  ifThere(systemPeer('supervisord'), name, (file) => (services, site) => {
    const own = ['nodaemon=true', `logfile=${site.path('supervisord.log')}`, `pidfile=${site.path('supervisord.pid')}`];
    const sections = services.map((service) => sectionOf(service, rotation)).join('');
    const configuration = site.file('supervisord.conf', `[supervisord]\n${own.join('\n')}\n${sections}`);
    leave(site, [file, '-c', configuration]);
  });
