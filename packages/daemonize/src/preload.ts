// An entry of its own: what `--workers` has Node load before a worker's program (see preload/start.ts).
import { startPreload } from './preload/start.ts';

startPreload();
