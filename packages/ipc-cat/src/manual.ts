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
      ['fd:N', 'a descriptor that ipc-cat was started with'],
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
      'The end of what one side sends is passed on to the other, after all that was sent, and ends that way only: what still comes the other way is read to its end. A reader that goes away ends the way to it only. So a late answer is never lost, and nothing has to be guessed with a timeout; --linger bounds the wait where the other side may never end.',
      'Three things end it sooner. When standard input is a terminal, the end of the other side is the end: there is nobody to type for. When whoever reads our standard output goes away, nothing more is wanted. What a broker sends has no end: it ends with what is sent to it.',
    ],
  },
];
