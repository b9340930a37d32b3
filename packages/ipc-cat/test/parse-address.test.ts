import { isFailure } from '@proctools/core';
import { describe, expect, test } from 'vitest';
import { withoutCredentials } from '../src/address/credentials.ts';
import { isAddress, parseAddress, schemes } from '../src/address/parse-address.ts';

const address = (text: string) => parseAddress(text).address;
const noTls = { ca: undefined, cert: undefined, key: undefined, name: undefined, verify: true };
const nobody = { user: undefined, password: undefined };

const failure = (
  text: string,
): { readonly message: string; readonly hint: string | undefined; readonly code: number } => {
  try {
    return { message: `was taken: ${JSON.stringify(parseAddress(text))}`, hint: undefined, code: 0 };
  } catch (error) {
    if (isFailure(error)) return { message: error.message, hint: error.hint, code: error.code };
    throw error;
  }
};

test.each([
  ['-', { type: 'stdio' }],
  ['unix:/run/a.sock', { type: 'unix', path: '/run/a.sock', isAbstract: false }],
  ['unix:a@b c', { type: 'unix', path: 'a@b c', isAbstract: false }],
  ['unix:what?.sock', { type: 'unix', path: 'what?.sock', isAbstract: false }],
  ['unix:100%', { type: 'unix', path: '100%', isAbstract: false }],
  ['unix:a%3Fmode', { type: 'unix', path: 'a?mode', isAbstract: false }],
  ['abstract:name', { type: 'unix', path: 'name', isAbstract: true }],
  ['tcp://localhost:80', { type: 'tcp', host: 'localhost', port: 80 }],
  ['tcp://localhost:80/', { type: 'tcp', host: 'localhost', port: 80 }],
  ['tcp:localhost:80', { type: 'tcp', host: 'localhost', port: 80 }],
  ['tcp://[::1]:80', { type: 'tcp', host: '::1', port: 80 }],
  ['tcp-listen:80', { type: 'tcp-listen', host: undefined, port: 80 }],
  ['tcp-listen:[::]:0', { type: 'tcp-listen', host: '::', port: 0 }],
  ['tcp-listen:127.0.0.1:0', { type: 'tcp-listen', host: '127.0.0.1', port: 0 }],
  ['tls://h:443', { type: 'tls', host: 'h', port: 443, tls: noTls }],
  ['tls://h:443?verify=no', { type: 'tls', host: 'h', port: 443, tls: { ...noTls, verify: false } }],
  ['tls://h:443?ca=a%26b&name=n', { type: 'tls', host: 'h', port: 443, tls: { ...noTls, ca: 'a&b', name: 'n' } }],
  [
    'tls-listen:1?cert=c&key=k',
    { type: 'tls-listen', host: undefined, port: 1, tls: { ...noTls, cert: 'c', key: 'k' } },
  ],
  ['fifo:f?create&keep', { type: 'fifo', path: 'f', create: true, keep: true }],
  ['fifo:f?create=no', { type: 'fifo', path: 'f', create: false, keep: false }],
  ['file:f?append', { type: 'file', path: 'f', append: true }],
  ['fd:3', { type: 'descriptor', descriptor: 3 }],
  ['pipe:name', { type: 'windows-pipe', name: 'name' }],
  ['pipe:\\\\.\\pipe\\name', { type: 'windows-pipe', name: 'name' }],
  ['pipe-listen://./pipe/name', { type: 'windows-pipe-listen', name: 'name' }],
  ['exec:sh -c "a b"', { type: 'exec', command: ['sh', '-c', 'a b'] }],
  ["exec:echo ?x=1 ''", { type: 'exec', command: ['echo', '?x=1', ''] }],
  ['parent:', { type: 'parent' }],
])('%s', (text, expected) => {
  expect(parseAddress(text)).toEqual({ name: text, address: expected });
});

test('a listening Unix socket has a mode, an owner, and may take over', () => {
  const listening = { type: 'unix-listen', path: 's', isAbstract: false };
  expect(address('unix-listen:s')).toEqual({ ...listening, mode: 0o600, owner: undefined, takesOver: false });
  expect(address('unix-listen:s?mode=0660&owner=me:us&takeover')).toEqual({
    ...listening,
    mode: 0o660,
    owner: 'me:us',
    takesOver: true,
  });
});

describe('WebSockets', () => {
  const plain = { type: 'ws', credentials: nobody, protocols: [], isBinary: false, tls: noTls };

  test.each([
    ['ws://h', { url: 'ws://h/' }],
    ['wss://h:1/p?verify=no', { url: 'wss://h:1/p', tls: { ...noTls, verify: false } }],
    ['ws://h/p?protocol=b,a,b&binary', { url: 'ws://h/p', protocols: ['b', 'a'], isBinary: true }],
    ['ws://u:p%40@h/p', { url: 'ws://h/p', credentials: { user: 'u', password: 'p@' } }],
    ['ws://h/p?a=1&binary&b=2', { url: 'ws://h/p?a=1&b=2', isBinary: true }],
    ['ws://h/p?binary=1&name=bob#', { url: 'ws://h/p?binary=1&name=bob' }],
    ['ws://h/p?name=bob#binary&protocol=c', { url: 'ws://h/p?name=bob', isBinary: true, protocols: ['c'] }],
  ])('%s', (text, expected) => {
    expect(address(text)).toEqual({ ...plain, ...expected });
  });

  test.each([
    ['ws-listen:80', { host: undefined, port: 80, path: '/' }],
    ['ws-listen:127.0.0.1:0/a/b', { host: '127.0.0.1', port: 0, path: '/a/b' }],
    ['ws-listen://[::1]:0/a?binary', { host: '::1', port: 0, path: '/a', isBinary: true }],
  ])('%s', (text, expected) => {
    expect(address(text)).toEqual({ type: 'ws-listen', protocols: [], isBinary: false, ...expected });
  });
});

test.each([
  ['bogus:x', "'bogus:x' is not an address", /^an address begins with one of unix: /],
  ['', "'' is not an address", /^an address begins/],
  ['./app.sock', "'./app.sock' is not an address", /^a socket is unix:\.\/app\.sock, a file file:\.\/app\.sock$/],
  ['unx:/a', 'unx:/a: there is no kind of address unx:', /^did you mean unix:\?$/],
  ['UNIX:/a', 'UNIX:/a', undefined],
  ['constructor:x', "'constructor:x' is not an address", /^an address begins/],
  ['unix:', 'unix:: the path is missing', undefined],
  ['abstract:', 'abstract:: the name is missing', undefined],
  ['unix:s?mode=600', 'unix:s?mode=600: there is no setting mode for this address', /^it takes none$/],
  ['unix-listen:s?mod=600', 'unix-listen:s?mod=600: there is no setting mod for this address', /^did you mean mode\?$/],
  ['unix-listen:s?mode=999', "mode is to be an octal mode such as 660, and is '999'", undefined],
  ['unix-listen:s?takeover=perhaps', "takeover is to be yes or no, and is 'perhaps'", undefined],
  ['tcp://h', "the port is to be a number from 0 to 65535, and is 'h'", undefined],
  ['tcp://h:65536', "and is '65536'", undefined],
  ['tcp://h:-1', "and is '-1'", undefined],
  ['tcp://h:1e3', "and is '1e3'", undefined],
  ['tcp:80', 'tcp:80: the host is missing', /^for example tcp:/],
  ['tls-listen:443', 'tls-listen:443: who listens needs a certificate and its key', /^add \?cert=FILE&key=FILE$/],
  ['tls://h:1?verify=maybe', "verify is to be yes or no, and is 'maybe'", undefined],
  ['ws://', 'ws:// is not an address', /^for example ws:/],
  ['ws://h?ca=x', 'ws://h?ca=x: ca goes with wss:', /end the address with a #/],
  ['ws://h?protocol=a b', 'protocol is to be a name such as chat', undefined],
  ['ws://h#protcol=a', 'there is no setting protcol', /^did you mean protocol\?$/],
  ['ws-listen:/p', "the port is to be a number from 0 to 65535, and is ''", undefined],
  ['fd:', 'the descriptor is to be a number', /^for example fd:3$/],
  ['fd:-1', 'the descriptor is to be a number', undefined],
  ['fd:9999999', 'the descriptor is to be a number', undefined],
  ['pipe:', 'pipe:: the name is missing', undefined],
  ['pipe:a\\b', 'the name of a pipe has no slashes', undefined],
  ['exec:', 'exec:: the command is missing', undefined],
  ['exec:   ', 'the command is missing', undefined],
  ['exec:"a', 'exec:"a: a quote is not closed', undefined],
  ['parent:x', 'parent:x: nothing stands behind parent:', undefined],
  ['redis://h', 'redis://h: one of channel, stream and list is needed', undefined],
  ['redis://h/zero?list=l', 'the database is to be a number', undefined],
  ['nats://h', 'nats://h: a subject, or a stream, is needed', undefined],
] as const)('%s is refused as usage', (text, message, hint) => {
  const refused = failure(text);
  expect(refused.code).toBe(2);
  expect(refused.message).toContain(message);
  if (hint) expect(refused.hint).toMatch(hint);
});

describe('what nobody else may see is never told', () => {
  const SECRETS = [
    'tcp://user:secret@h:1',
    'tls://user:secret@h:1',
    'tcp:user:secret@h:1',
    'ws://user:secret@h:99999',
    'ws://h/?token=secret#bogus',
    'wss://user:se/secret@h',
    'redis://:secret@h',
    'redis://:a/secret@h?list=l',
    'nats://user:secret@h',
    'HTTP://user:secret@h',
    'rediss:user:secret@h',
    'mqtt://user:se?secret@h/t',
  ];

  test.each(SECRETS)('%s', (text) => {
    expect(JSON.stringify(failure(text))).not.toContain('secret');
    expect(withoutCredentials(text)).not.toContain('secret');
  });

  test('an @ where nobody logs in stays', () => {
    for (const text of ['unix:/a@b', 'exec:mail a@b', 'nats://h/a@b', 'file:a:b@c', './a@b']) {
      expect(withoutCredentials(text)).toBe(text);
    }
  });
});

test('every scheme that is offered is known', () => {
  for (const scheme of schemes) {
    expect(isAddress(`${scheme}:x`)).toBe(true);
  }
});
