// A worker of a cluster that listens, until its primary is gone.
import { createServer } from 'node:net';

createServer().listen(0, '127.0.0.1');
