// A server with something long to compute:
//   /                                    answers at once
//   /compute?count=1000000000            has a child compute it; meanwhile this process goes on answering
//   /compute?count=1000000000&blocking   computes it itself; meanwhile nobody is answered by this process
import { fork } from 'node:child_process';
import http from 'node:http';
import { sum } from './sum.js';

const PROGRAM = new URL('./compute.js', import.meta.url);

/** Resolves with what the child says. It ends by itself, or as soon as nobody waits for it any more. */
const computeInChild = (count, response) =>
  new Promise((resolve, reject) => {
    const child = fork(PROGRAM, [String(count)]);
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`the computation ended early: ${signal ?? code}`)));
    response.once('close', () => child.kill());
  });

const compute = async (query, response) => {
  const count = Number(query.get('count') ?? 1e9);
  const isBlocking = query.has('blocking');
  console.log(`worker ${process.pid} computes ${isBlocking ? 'itself' : 'in a child'}`);
  const result = isBlocking ? sum(count) : await computeInChild(count, response);
  response.end(`worker ${process.pid}: the sum is ${result}\n`);
};

const server = http.createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  if (pathname !== '/compute') return response.end(`worker ${process.pid}\n`);
  return compute(searchParams, response).catch((error) => {
    console.error(error);
    response.writeHead(500).end('the computation failed\n');
  });
});

server.listen(process.env.PORT ?? 3000);
