import { expect, test } from 'vitest';
import { ipcCat, parentScene, printedIn, startParent, toldBy } from './parents.ts';

/** The flags of the channel: 02 is O_RDWR, 04002 is O_NONBLOCK, too. open(2) */
const FLAGS = (at: number): string => `sed -n 's/^flags:[[:space:]]*/flags /p' /proc/self/fdinfo/${at}`;

const isLinux = process.platform === 'linux';

const SCRIPT = `
"$IPC_CAT" parent: --count 1
"$IPC_CAT" parent: -n2 | sed 's/^/two: /'
read -r line <&3; echo "read: $line"
printf '"from"\\n{"b":2}\\n' | "$IPC_CAT" parent: --send
"$IPC_CAT" --no-such-option 2>&- || :
"$IPC_CAT" unix:/nowhere </dev/null 2>&- || :
${FLAGS(3)}
exec "$IPC_CAT" parent:
`;

test.runIf(isLinux)(
  'calls in a script take and send exactly what they are asked to, and leave the channel as it was',
  async () => {
    const here = parentScene({ 'script.sh': SCRIPT });
    const running = startParent(here, { command: ['bash', 'script.sh'] });
    running.write('for (let i = 1; i <= 6; i += 1) child.send({ i })\n');
    await running.until(/\{"i":6\}\n/);
    running.write('child.send("bye"); child.disconnect()\n');
    const ended = await running.ended;
    expect(printedIn(ended)).toBe(
      '{"i":1}\ntwo: {"i":2}\ntwo: {"i":3}\nread: {"i":4}\nflags 02\n{"i":5}\n{"i":6}\n"bye"\n',
    );
    expect(toldBy(ended)).toEqual([
      "{ got: 'from' }",
      '{ got: { b: 2 } }',
      "'disconnect'",
      '{ code: 0, signal: null }',
    ]);
  },
);

const ADVANCED = `
"$IPC_CAT" parent: --count 1
"$IPC_CAT" parent: --count 2 | sed 's/^/two: /'
printf '{"$bigint":"7"}\\n{"$map":[["a",{"$undefined":true}]]}\\n' | "$IPC_CAT" parent: --send
${FLAGS(5)}
exec "$IPC_CAT" parent:
`;

test.runIf(isLinux)('so do calls on a channel with advanced serialization, at another descriptor', async () => {
  const here = parentScene({ 'script.sh': ADVANCED });
  const running = startParent(here, { command: ['bash', 'script.sh'], serialization: 'advanced', at: 5 });
  running.write('for (let i = 1; i <= 4; i += 1) child.send(new Map([[i, Buffer.from("hi")]]))\n');
  await running.until(/^\{"\$map":\[\[4.*\n/m);
  running.write('child.disconnect()\n');
  const ended = await running.ended;
  const map = (i: number): string => `{"$map":[[${i},{"$bytes":"aGk="}]]}\n`;
  expect(printedIn(ended)).toBe(`${map(1)}two: ${map(2)}two: ${map(3)}flags 02\n${map(4)}`);
  expect(toldBy(ended)).toEqual([
    '{ got: 7n }',
    "{ got: Map(1) { 'a' => undefined } }",
    "'disconnect'",
    '{ code: 0, signal: null }',
  ]);
});

test('a message that has not come in one piece is waited for', async () => {
  const here = parentScene({ 'script.sh': '"$IPC_CAT" parent: --count 1; "$IPC_CAT" parent: --count 1 | wc -c' });
  const running = startParent(here, { command: ['bash', 'script.sh'] });
  running.write('child.send("x".repeat(1_000_000)); child.send("y".repeat(300_000)); child.send(3)\n');
  const { stdout } = await running.ended;
  expect(stdout).toMatch(/^"x{1000000}"\n300003\n/m);
});

test('a call that is killed while it waits leaves the channel blocking, and takes nothing', async () => {
  const script = `"$IPC_CAT" parent: --count 1 & echo "call $!"; wait $!; ${FLAGS(3)}; read -r line <&3; echo "read: $line"`;
  const here = parentScene({ 'script.sh': script });
  const running = startParent(here, { command: ['bash', 'script.sh'] });
  const [, pid] = await running.until(/call (\d+)/);
  // It waits when its epoll(7) has the channel.
  await here.run('bash', ['-c', `until grep -qs '^tfd: *3 ' /proc/${pid}/fdinfo/*; do sleep 0.02; done`]);
  process.kill(Number(pid), 'SIGTERM');
  await running.until(/flags/);
  running.write('child.send(1)\n');
  expect(printedIn(await running.ended)).toMatch(/flags 02\nread: 1\n/);
});

test('lines of several senders stay whole', async () => {
  const sender = `for n in 1 2 3 4; do
    node -e 'for (let i = 0; i < 200; i += 1) console.log(JSON.stringify("'$n'".repeat(100 + (i % 10) * 3_000)))' | "$IPC_CAT" parent: --send &
  done; wait`;
  const here = parentScene({ 'script.sh': sender });
  const running = startParent(here, { command: ['bash', 'script.sh'] });
  running.write(
    'let count = 0; child.on("message", (text) => { count += /^(.)\\\\1*$/.test(text) ? 1 : 1e6; }); child.on("disconnect", () => console.log("whole: " + count))\n'.replaceAll(
      '\\\\',
      '\\',
    ),
  );
  expect((await running.ended).stdout).toContain('whole: 800\n');
});

test('what is no JSON is told, and not sent', async () => {
  const here = parentScene({ 'script.sh': 'printf "1\\nnonsense\\n2\\n" | "$IPC_CAT" parent: --send' });
  const ended = await startParent(here, { command: ['bash', 'script.sh'] }).ended;
  expect(toldBy(ended).slice(0, 2)).toEqual(['{ got: 1 }', '{ got: 2 }']);
  expect(ended.stderr).toBe('ipc-cat: the message at byte 2 (8 bytes) is not JSON: left out\n');
});

test('a handle of the parent cannot pass, which is told to both, and the rest does', async () => {
  const here = parentScene();
  const running = startParent(here, { command: [ipcCat, 'parent:'] });
  running.write(
    'const net = require("node:net"); const server = net.createServer((socket) => { child.send("socket", socket); child.send("after"); }).listen(0, () => { const client = net.connect(server.address().port); client.on("error", () => {}); });\n',
  );
  await running.until(/"after"\n/);
  running.write('child.disconnect()\n');
  const ended = await running.ended;
  expect(toldBy(ended)).toContain("{ warning: 'SentHandleNotReceivedWarning' }");
  expect(ended.stderr.match(/ipc-cat: .*handle.*left out/g)).toHaveLength(1);
});

const HIDDEN = `
const { getOwnPropertySymbols } = Object;
Object.getOwnPropertySymbols = (target) => getOwnPropertySymbols(target).filter(({ description }) => description !== 'kChannelHandle');`;

test('on a Node that keeps the channel elsewhere both directions work still; to take one message is refused', async () => {
  const here = parentScene({
    'hide.cjs': HIDDEN,
    'script.sh': '"$IPC_CAT" parent: --count 1; exec "$IPC_CAT" parent:',
  });
  const command = ['env', 'NODE_OPTIONS=--require ./hide.cjs', 'bash', 'script.sh'];
  const running = startParent(here, { command });
  await running.until(/keeps its channel where ipc-cat cannot take it\n/, 'stderr');
  running.write('child.send({ a: 1 })\n');
  await running.until(/\{"a":1\}\n/);
  running.write('child.disconnect()\n');
  expect(toldBy(await running.ended)).toEqual(["'disconnect'", '{ code: 0, signal: null }']);
});

test('without a parent that has given us a channel it is told what it is for', async () => {
  const here = parentScene();
  expect(await here.tool('ipc-cat', ['parent:'])).toMatchObject({
    code: 1,
    stderr:
      "ipc-cat: parent:: there is no channel to a parent\n  it is for what a Node program starts with 'ipc' in its stdio\n",
  });
  expect(await here.tool('ipc-cat', ['--send', 'unix:/x'])).toMatchObject({ code: 2 });
});
