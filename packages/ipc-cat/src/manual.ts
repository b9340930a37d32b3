import type { ManualSection } from '@proctools/core';

/** What the manual page tells besides the options. */
export const manual: readonly ManualSection[] = [
  {
    title: 'DESCRIPTION',
    body: [
      'What ipc-cat does is to hand on what comes from one address to another, both ways at once. The second address is standard input and output when it is left out. Bytes go as they come; where one side has messages, or with --frame, whole messages go.',
      'Nothing is held in memory but what is under way: who reads slowly slows the writer down, all the way back to whoever produces.',
    ],
  },
  {
    title: 'ADDRESSES',
    body: [
      ['-', 'standard input and output'],
      [
        'unix:PATH, unix-listen:PATH',
        'a Unix stream socket. Who listens takes one connection (see MANY CONNECTIONS for more). ?mode=660 gives the socket other rights than 600, ?owner=USER:GROUP another owner. A socket file at which nobody answers is replaced; one at which somebody does only with ?takeover, in one step. A path has at most 107 bytes',
      ],
      ['abstract:NAME, abstract-listen:NAME', 'the same without a file (Linux). Every user of the machine may connect'],
      ['tcp://HOST:PORT, tcp-listen:[HOST:]PORT', 'TCP; port 0 is one that is free, told with --verbose'],
      [
        'tls://HOST:PORT, tls-listen:[HOST:]PORT',
        'TLS. The other side is checked against the certificates of the system, or those in ?ca=FILE, for the name of the host, or ?name=NAME; ?verify=no leaves that out. ?cert=FILE&key=FILE is our own certificate, which who listens has to have; with ?ca= it asks for one',
      ],
      [
        'ws://HOST[:PORT]/PATH, wss://…, ws-listen:[HOST:]PORT/PATH',
        'WebSocket, a message a frame. ?protocol=NAME, ?binary',
      ],
      [
        'fifo:PATH',
        'a named pipe, read as the first address and written as the second. ?create makes it when it is missing, ?keep holds it open over its writers, or readers',
      ],
      ['file:PATH', 'a file, read as the first address and written anew as the second; ?append writes at its end'],
      ['fd:N', 'a descriptor that ipc-cat was started with; both ways are used only of a socket'],
      ['pipe:NAME, pipe-listen:NAME', 'a named pipe of Windows'],
      ['exec:COMMAND', 'standard input and output of a command. Quotes hold words together; no shell is involved'],
      ['fork:FILE [OPERAND…]', "a Node program with an IPC channel (see NODE'S CHANNEL)"],
      ['parent:', 'the channel to the Node program that started us, or the script we run in'],
      [
        'redis://HOST[:PORT]/DATABASE',
        'with ?channel=NAME, ?stream=NAME or ?list=NAME (see BROKERS); rediss:// with TLS',
      ],
      [
        'nats://HOST[:PORT]/SUBJECT',
        'with ?queue=NAME, or ?stream=NAME&durable=NAME (see BROKERS); nats+tls:// with TLS',
      ],
      'What stands behind the ? are settings, joined by &. A % and two digits stand for a character that would mean something else. Credentials stand before an @, or in the environment, and are never printed.',
    ],
  },
  {
    title: 'ENDS OF DATA',
    body: [
      'The end of what one side sends is passed on to the other, after all that was sent, and ends that way only: what still comes the other way is read to its end. A reader that goes away ends the way to it only. So a late answer is never lost, and nothing has to be guessed with a timeout; --linger bounds the wait where the other side may never end. A command that is still there then is told to end, and killed when it does not; the code is 124.',
      'Three things end it sooner. When standard input is a terminal, the end of the other side is the end: there is nobody to type for. When whoever reads our standard output goes away, nothing more is wanted. What a broker sends has no end: it ends with what is sent to it.',
    ],
  },
  {
    title: 'DIRECTIONS',
    body: [
      'Both ways, unless --from-first or --to-first is given. A file and a FIFO are read as the first address, and written as the second. A broker is written to when standard input is a pipe, a socket or a file, and read when it is a terminal, /dev/null or closed; with group, queue or durable in the address it is read. Between a broker and another address --from-first or --to-first says what is meant, where it can be both.',
    ],
  },
  {
    title: 'MESSAGES',
    body: [
      'Where one side has messages (ws: fork: parent: redis: nats:), or with --frame, whole messages pass. --frame lines is a line each, nul one that a zero byte ends, length one with its length in front (32 bits, the highest byte first), json a line that is one JSON value. A message that is longer than --max-frame, or no JSON, is told with its position and left out; with --strict it ends the run, nothing behind it is handed over, and answers to what came before still come.',
    ],
  },
  {
    title: "NODE'S CHANNEL",
    body: [
      'fork: starts a Node program with an IPC channel. Lines of JSON are messages to it, its messages are lines; its standard output goes to our standard error. At the end of the input it is disconnected, after all messages and after what it answered at once; where it answers later, leave the input open, and where it only talks, give --from-first. A message whose cmd begins with NODE_ is left out, as Node keeps these for itself.',
      'With --serialization advanced, what JSON lacks is written as objects with one key: $map, $set, $bigint, $undefined, $number (NaN, Infinity, -0), $date, $regexp, $bytes, $view, $arraybuffer, $error, $boxed, $sparse; what is met twice has an $id, and is {"$ref":N} the next time. A key that begins with $ gets one more.',
      'parent: is the other end, in a script that a Node program started with ipc in its stdio. --count N takes exactly so many messages and leaves the others in the channel, --send sends the lines of standard input and reads nothing. The descriptor blocks before and after.',
      '--script COMMAND runs a command with our channel as JSON lines on its standard input and output, and without the channel itself. --tap LOG writes each message that passes to a file, as JSON with time and direction; as the execPath of a Node parent it sits in the middle of the channel. What follows --script, or --tap LOG there, is the command.',
      '--pass ADDRESS hands a listening socket to each of the --workers children of fork:, as the handle of a message {"type":"listen"}.',
    ],
  },
  {
    title: 'MANY CONNECTIONS',
    body: [
      'With --hub all addresses, and all who connect, hear what the others send. --fanout gives what comes from the first to each of the others, --fanin what they say to the first, --round-robin each message to one of them. Who is --slow-buffer behind does not keep up: see --slow. --replay N keeps the last N messages for newcomers, at most 64 MiB.',
      '--fork COMMAND runs a command for each connection, which is its standard input and output. It finds PROTO, TCPREMOTEIP, TCPREMOTEPORT, TCPLOCALIP, TCPLOCALPORT and IPC_CAT_CONNECTION in its environment. --max-connections N leaves further ones in the backlog; --once ends when no connection is left.',
    ],
  },
  {
    title: 'REQUEST AND REPLY',
    body: [
      '--request sends standard input as one message, prints one answer, and ends. --reply COMMAND runs a command for each message: the message is its standard input, its output the answer. It is no line for a shell. A message is done when the command has exited with 0 and its answer was written; else nothing is sent, and it comes again where the broker can (--ack-after write forgets it once the command was started). IPC_CAT_ATTEMPT says how often it came (empty for a list of Redis, where nobody counts), IPC_CAT_SUBJECT the subject of NATS or the channel of Redis (empty for its streams and lists). --jobs N runs several at once.',
    ],
  },
  {
    title: 'BROKERS',
    body: [
      'redis: channel=NAME is pub/sub, with * in the name a pattern. stream=NAME is a stream; with group=NAME its readers share it, entries are acknowledged when they were written out, and those that a consumer has left for claim=30s are taken over; consumer=NAME, from=$|0|ID, maxlen=N. list=NAME is a queue. A path with %2F for the host is a Unix socket.',
      'nats: the path is the subject; queue=NAME shares it. stream=NAME is JetStream, with durable=NAME a consumer that goes on where it was; create makes the stream, from=all|new|last, ack-wait=30s. Several servers are separated by commas.',
      'With streams, lists and JetStream nothing is lost when a reader, a writer or the broker is killed; what may have come before is told. With channels and core NATS what is lost is told as far as it is known, and the exit code is 75.',
    ],
  },
  {
    title: 'EXIT STATUS',
    body: [
      ['0', 'all that was read was handed over'],
      ['1', 'a connection could not be made, or broke; 125 with exec:, fork: or --script'],
      ['2', 'wrong usage; nothing was opened; 125 with exec:, fork: or --script'],
      ['65', 'a bad message, with --strict'],
      ['75', 'a broker cut us off, or lost something'],
      ['124', 'out of time'],
      ['141', 'whoever read our standard output went away'],
      [
        'other',
        'the code of the child of exec: or fork:; 126 and 127 when it could not be run, or found; 125 when it ended well, but what it said was not taken. A child that reads no further has decided so',
      ],
    ],
  },
  {
    title: 'SIGNALS',
    body: [
      'INT, TERM and HUP end ipc-cat: children are sent the same signal, sockets are removed, and it dies by that signal.',
    ],
  },
  {
    title: 'ENVIRONMENT',
    body: [
      ['REDIS_USER, REDIS_PASSWORD', 'who we are, where the address does not say'],
      ['NATS_USER, NATS_PASSWORD, NATS_TOKEN', 'the same'],
      ['WS_USER, WS_PASSWORD', 'the same'],
    ],
  },
  { title: 'SEE ALSO', body: ['socat(1), nc(1), mkfifo(1), unix(7), fifo(7)'] },
];
