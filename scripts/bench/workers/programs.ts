import type { Site } from '../daemonize/site.ts';
import { COUNTS } from './counts.ts';

/** How many workers each system has. */
export const WORKERS = 2;

// A server as anybody would write it, but for the count of its requests: it is in a file of its own, for each process. What is slow has
// the time to write it with each request, so that it is exact however the process ends.
const SERVER = `const fs = require('node:fs');
const http = require('node:http');

const delay = Number(process.env.DELAY);
const file = fs.openSync([process.env.COUNTS + '/' + process.pid, Date.now()].join(), 'wx'); // pids come again
let count = 0;
const tell = () => fs.writeSync(file, String(count), 0);
setInterval(tell, 50).unref();

const quick = (request, response) => {
  count += 1;
  response.end('hello');
};
const slow = (request, response) => {
  count += 1;
  tell();
  setTimeout(() => response.end('hello'), delay);
};
http.createServer(delay > 0 ? slow : quick).listen(process.env.PORT);
`;

const CLUSTER = `const cluster = require('node:cluster');
cluster.schedulingPolicy = process.argv[2] === 'none' ? cluster.SCHED_NONE : cluster.SCHED_RR;
if (cluster.isPrimary) {
  for (let worker = 0; worker < ${WORKERS}; worker += 1) cluster.fork();
  cluster.on('exit', () => cluster.fork());
} else require('./server.cjs');
`;

const PYTHON = `import os
import time

delay = float(os.environ["DELAY"]) / 1000


def application(environ, start_response):
    time.sleep(delay)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]
`;

/** The server that all run that are for Node. */
export const serverFile = (site: Site): string => site.file('server.cjs', SERVER);

/** One that has the kernel share the port among sockets. */
export const reusingFile = (site: Site): string =>
  site.file('server.cjs', SERVER.replace('process.env.PORT', '{ port: Number(process.env.PORT), reusePort: true }'));

/** The same server, several times, with Node's cluster; its operand is `rr` or `none`. */
export const clusterFile = (site: Site): string => {
  serverFile(site);
  return site.file('cluster.cjs', CLUSTER);
};

/** The same for gunicorn: a module `app`. */
export const writePython = (site: Site): void => {
  site.file('app.py', PYTHON);
};

/** Has nginx stand before a server on a Unix socket; answers with its path. */
export const writeNginx = (site: Site): string => {
  const socket = site.path('server.sock');
  site.file(
    'nginx.conf',
    `daemon off;
user root;
worker_processes ${WORKERS};
working_directory ${site.path(COUNTS)}; # by which its workers are known
pid ${site.path('nginx.pid')};
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${site.path('body')};
  proxy_temp_path ${site.path('proxy')};
  fastcgi_temp_path ${site.path('fastcgi')};
  uwsgi_temp_path ${site.path('uwsgi')};
  scgi_temp_path ${site.path('scgi')};
  upstream server { server unix:${socket}; keepalive 64; }
  server {
    listen 127.0.0.1:${site.environment.PORT};
    keepalive_requests 1000000000;
    location / {
      proxy_pass http://server;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
`,
  );
  return socket;
};
