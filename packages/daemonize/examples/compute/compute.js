// The child that computes for server.js: its operand is what to compute, its one message the result.
import { sum } from './sum.js';

process.send(sum(Number(process.argv[2])));
process.disconnect();
