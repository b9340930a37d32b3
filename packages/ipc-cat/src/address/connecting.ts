import type { Address } from './address.ts';

/** Whether we go there, and may go there again. */
export const isConnecting = (address: Address): boolean => {
  switch (address.type) {
    case 'unix':
    case 'tcp':
    case 'tls':
    case 'ws':
      return true;
    case 'windows-pipe':
      return !address.isListening;
    default:
      return false;
  }
};

/** A broker's client connects again by itself. */
export const isBroker = (address: Address): boolean => address.type === 'redis' || address.type === 'nats';
