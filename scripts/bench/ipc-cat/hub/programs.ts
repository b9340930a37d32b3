import type { Workshop } from '../../workshop.ts';

// What differs between the systems: how one subscribes, when that is known to be done, and how a message is said and heard.
const PROTOCOLS = `const LINE = 'x'.repeat(99);
exports.protocols = {
  lines: { hello: '', welcome: undefined, said: LINE + '\\n', heard: LINE + '\\n' },
  redis: {
    hello: '*2\\r\\n$9\\r\\nSUBSCRIBE\\r\\n$1\\r\\nc\\r\\n',
    welcome: /\\$1\\r\\nc\\r\\n:1\\r\\n$/,
    said: '*3\\r\\n$7\\r\\nPUBLISH\\r\\n$1\\r\\nc\\r\\n$99\\r\\n' + LINE + '\\r\\n',
    heard: '*3\\r\\n$7\\r\\nmessage\\r\\n$1\\r\\nc\\r\\n$99\\r\\n' + LINE + '\\r\\n',
  },
  nats: {
    hello: 'CONNECT {"verbose":false}\\r\\nSUB c 1\\r\\nPING\\r\\n',
    welcome: /PONG\\r\\n$/,
    said: 'PUB c 99\\r\\n' + LINE + '\\r\\n',
    heard: 'MSG c 1 99\\r\\n' + LINE + '\\r\\n',
  },
};
exports.where = (text) => (/^\\d+$/.test(text) ? { port: Number(text), host: '127.0.0.1' } : { path: text });
`;

// Operands: protocol, where, readers, messages. Says "ready", and "done" with the clock once each has all, or "stuck" with the share.
const READERS = `const net = require('node:net');
const { protocols, where } = require('./protocols.cjs');
const [name, place, readers, messages] = process.argv.slice(2);
const { hello, welcome, heard } = protocols[name];
const whole = heard.length * Number(messages);
let ready = 0;
let done = 0;
let total = 0;
const begin = () => (ready += 1) === Number(readers) && console.log('ready');
const start = () => {
  let got = welcome ? -1 : 0;
  let said = '';
  const buffer = Buffer.allocUnsafe(256 * 1024);
  const callback = (length) => {
    if (got < 0) {
      said += buffer.toString('latin1', 0, length);
      if (welcome.test(said)) got = 0, begin();
      return true;
    }
    const before = got;
    got += length;
    total += length;
    // NATS may put a PING in between.
    if (before < whole && got >= whole && (done += 1) === Number(readers)) console.log('done', process.hrtime.bigint().toString());
    return true;
  };
  const socket = net.connect({ ...where(place), onread: { buffer, callback } }, () => {
    socket.write(hello);
    if (!welcome) begin();
  });
};
for (let reader = 0; reader < Number(readers); reader += 1) start();
let before = -1;
setInterval(() => {
  if (total === before && total > 0 && done < Number(readers)) console.log('stuck', total / whole / Number(readers));
  before = total;
}, 10_000);
`;

// Operands: protocol, where, messages. Says the clock when it begins.
const PUBLISHER = `const net = require('node:net');
const { protocols, where } = require('./protocols.cjs');
const [name, place, messages] = process.argv.slice(2);
const { said } = protocols[name];
const many = Math.floor(65536 / said.length);
const block = Buffer.from(said.repeat(many));
const socket = net.connect(where(place), () => {
  console.log('begin', process.hrtime.bigint().toString());
  let left = Number(messages);
  const next = () => {
    if (left === 0) return;
    const count = Math.min(left, many);
    left -= count;
    socket.write(count === many ? block : block.subarray(0, count * said.length), next);
  };
  next();
});
socket.resume();
`;

/** The programs that speak and hear, the same for all systems but for the words of the protocol. */
export const writePrograms = (workshop: Workshop): { readonly readers: string; readonly publisher: string } => {
  workshop.file('protocols.cjs', PROTOCOLS);
  return { readers: workshop.file('readers.cjs', READERS), publisher: workshop.file('publisher.cjs', PUBLISHER) };
};
