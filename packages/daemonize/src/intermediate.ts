// An entry of its own: what stands between us and the command when dash cannot (see core's detach).
import { runIntermediate } from '@proctools/core';

runIntermediate();
