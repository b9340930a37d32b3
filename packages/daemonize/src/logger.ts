// An entry of its own: the process that takes what a command writes into FIFOs to its logs. Its operands are for people who read ps(1).
import { runLogger } from './logger/main.ts';

void runLogger();
