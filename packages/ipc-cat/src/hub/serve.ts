/** One connection, served by a command. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { type Execution, originalEnvironment } from '@proctools/core';
import type { AcceptedSocket } from '../endpoint.ts';

/** What UCSPI programs want to know about a connection, and which it is. https://cr.yp.to/proto/ucspi.txt */
const about = (socket: Socket, name: string): Readonly<Record<string, string>> => {
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  if (remoteAddress === undefined) return { PROTO: 'UNIX', IPC_CAT_CONNECTION: name };
  return {
    PROTO: 'TCP',
    TCPREMOTEIP: remoteAddress,
    TCPREMOTEPORT: `${remotePort}`,
    TCPLOCALIP: `${localAddress}`,
    TCPLOCALPORT: `${localPort}`,
    IPC_CAT_CONNECTION: name,
  };
};

/**
 * Starts the command with the connection itself as its standard input and output. We let go of it then: nothing passes through
 * us, and the end of the data is between the two and the system.
 */
export const serve = (execution: Execution, { name, socket }: AcceptedSocket): ChildProcess => {
  try {
    return spawn(execution.file, execution.operands, {
      argv0: execution.argv0,
      env: { ...originalEnvironment().variables, ...execution.environment, ...about(socket, name) },
      stdio: [socket, socket, 'inherit'],
      windowsVerbatimArguments: execution.verbatim,
    });
  } finally {
    socket.on('error', () => {});
    socket.destroy();
  }
};
