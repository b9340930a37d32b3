// An entry of its own: the process that looks after one daemon. Its operands are for people who read ps(1).
import { runSupervisor } from './supervisor/main.ts';

void runSupervisor();
