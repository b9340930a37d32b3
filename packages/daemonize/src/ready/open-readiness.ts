import type { ReadyCondition } from './condition.ts';
import { httpReadiness } from './http.ts';
import { channelReadiness, descriptorReadiness, listeningReadiness } from './link.ts';
import { logReadiness } from './log.ts';
import { notifyReadiness } from './notify.ts';
import { portReadiness } from './port.ts';
import type { Readiness } from './readiness.ts';

/** Opens what is needed to learn of it; called before the daemon is born. */
export const openReadiness = async (condition: ReadyCondition, timeoutMs: number): Promise<Readiness> => {
  switch (condition.type) {
    case 'port':
      return portReadiness(condition.host, condition.port);
    case 'http':
      return httpReadiness(condition.url);
    case 'log':
      return logReadiness(new RegExp(condition.source, condition.flags.replaceAll('g', '')));
    case 'fd':
      return descriptorReadiness(condition.descriptor);
    case 'ipc':
      return channelReadiness();
    case 'listening':
      return listeningReadiness();
    case 'exec':
      return (await import('./exec.ts')).execReadiness(condition.command); // execa is in it
    case 'notify':
      return notifyReadiness(timeoutMs);
  }
};
