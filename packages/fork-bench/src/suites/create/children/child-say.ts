// Says something to standard output, and ends.
import { writeSync } from 'node:fs';

writeSync(1, 'x');
