// The far end, when it is a process: `dist/child-ipc-far.cjs '{"channel":"unix","address":"…"}'`. It sends back what is marked so,
// counts and acknowledges the rest, and ends when the near end is gone.
import { connect, type Server, type Socket } from 'node:net';
import { endWithParent, tellParent } from '../../bound.ts';
import { allowedCpus } from '../cpus.ts';
import { frameOf, frameReader, lineReader, messageIn } from '../frames.ts';
import { createResponder } from '../responder.ts';
import type { FarSpec, Hello } from '../spec.ts';

const ACKNOWLEDGEMENT = 'a';

const respond = createResponder();

const onMessages = (): void => {
  process.on('message', (message: string | Buffer, handle: Server | undefined) => {
    handle?.close();
    const mark = typeof message === 'string' ? message.charCodeAt(0) : (message[0] as number);
    const response = respond(mark, message.length);
    if (response === 'echo') process.send?.(message);
    if (response === 'acknowledge') process.send?.(ACKNOWLEDGEMENT);
  });
};

const onLines = (): void => {
  const write = (text: string) => process.stdout.write(`${JSON.stringify(text)}\n`);
  const take = lineReader((line) => {
    const text = JSON.parse(line) as string;
    const response = respond(text.charCodeAt(0), text.length);
    if (response === 'echo') write(text);
    if (response === 'acknowledge') write(ACKNOWLEDGEMENT);
  });
  process.stdin.on('data', take);
};

const onFrames = (socket: Socket): void => {
  const acknowledgement = frameOf(Buffer.from(ACKNOWLEDGEMENT));
  const take = frameReader((frame) => {
    const message = messageIn(frame);
    const response = respond(message[0] as number, message.length);
    if (response === 'echo') socket.write(frame);
    if (response === 'acknowledge') socket.write(acknowledgement);
  });
  socket.on('data', take);
};

const listen = ({ address = '', channel }: FarSpec): void => {
  if (channel === 'pipe') onLines();
  else if (channel === 'unix') onFrames(connect(String(address)));
  else if (channel === 'tcp') onFrames(connect({ port: Number(address), host: '127.0.0.1', noDelay: true }));
  else onMessages();
};

endWithParent();
listen(JSON.parse(process.argv[2] ?? '{}') as FarSpec);
tellParent({ cpus: allowedCpus() } satisfies Hello);
