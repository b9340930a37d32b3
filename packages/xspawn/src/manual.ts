import type { ManualSection } from '@proctools/core';

/** What the manual page tells besides the options. */
export const manual: readonly ManualSection[] = [
  {
    title: 'DESCRIPTION',
    body: [
      'xspawn runs a command in the same way on every system, and ends as the command ends: with its exit code, or by the same signal. No shell is involved unless --shell asks for one: what is typed is what the command gets, byte for byte. Options end at the first word of the command.',
      'With --all it runs several commands side by side, with --each one job for every line of its input.',
    ],
  },
  {
    title: 'HOW A COMMAND IS FOUND AND RUN',
    body: [
      'A name without a slash is looked up in PATH of the environment that the command will have. When nothing is left to supervise and Node has execve (22.15 and later), xspawn becomes the command: same pid, nothing left in memory. Else it waits for it.',
      'On Windows PATHEXT counts, and the current directory only when PATH names it. A batch file that npm, pnpm, yarn, corepack or deno wrote is read, not run: what it would run is executed, with its interpreter, options and NODE_PATH. Any other batch file is run by cmd.exe with its operands quoted as the standard library of Rust does; an operand with a line break is refused. A file with a #! line is run by its interpreter, with or without an extension.',
      '--explain prints what would be executed and why.',
    ],
  },
  {
    title: 'FOUR WAYS OF THE ARTICLES',
    body: [
      ['spawn', 'the default: the command has our streams, the terminal too'],
      [
        'exec',
        '--shell: the first word is a line for sh (or --shell=bash); the words behind it are $1, $2, … and are never read as a part of the line',
      ],
      [
        'execFile',
        '--quiet-unless-failed and --max-output: the output is kept until the end, in memory up to 1 MB, then in a file without a name',
      ],
      [
        'fork',
        "--ipc: Node's channel. JSON lines of standard input are sent, messages are printed as JSON lines; the end of the input is a disconnect, and what the command has still queued then is lost. What the command writes to its standard output goes to our standard error",
      ],
    ],
  },
  {
    title: 'SEVERAL COMMANDS',
    body: [
      'With --all the commands between ::: run at once, as many as there are, or as --jobs says. Each line that they write begins with the name of its command; a last line without a newline gets one. Each has a session of its own and nothing to read; in a --sequence each in its turn has our standard input.',
      'npm:PATTERN (or pnpm:PATTERN) stands for the scripts of the nearest package.json that match: * is anything but a colon, ** is anything.',
      '--halt now ends the others at the first failure, --halt soon starts nothing more; fail=N or fail=N% waits for more failures, after all retries. --race ends the others when the first succeeds. --restart-failed tries again for ever, or as often as --retry says.',
      'The exit code is 0 when all succeed, else that of the first that failed; of a race, that of the winner. INT, TERM, HUP and QUIT are passed on to all, a second one kills them, and xspawn dies by the first. With --json there is an object for each line (type line), each end (end) and each new try (again).',
    ],
  },
  {
    title: 'MANY JOBS',
    body: [
      'With --each there is a job for each line of standard input, of the files of --arg-file, or for each word behind :::, where several lists give all combinations. An input is one operand, whatever is in it; with --shell it is quoted. Where the command has no placeholder it is appended.',
      [
        '{} {.} {/} {//} {/.}',
        'the input; without its extension; without its folder; its folder; without folder and extension',
      ],
      ['{1} {2.} …', 'the same of the first, the second input of the job'],
      ['{#} {%}', 'the number of the job; the number of the slot that it runs in'],
      'The jobs have nothing to read. Their output comes job by job; --line-buffer prints each line as it comes, --ungroup lets them write by themselves. --shuffle needs all inputs in memory, everything else streams.',
      'Where there is a dash(1), a few of them run the jobs, as that is cheaper than to start each from Node; the results are the same.',
      '--joblog appends a line to a file when a job has ended, in the columns of GNU parallel. --resume leaves out what has a line, --resume-failed what has one and succeeded. A job that had just ended when xspawn was killed may be done again; none is left out. A joblog whose commands are not those of this run is refused.',
    ],
  },
  {
    title: 'ENDING A COMMAND',
    body: [
      'After --timeout or --idle-timeout, or when --max-output is passed, the whole process group is sent --signal, and what is alive --kill-after later is killed. On a terminal the command has to share our group, so there it is the command and its descendants; --tree follows also those who left the group. With --stdin and pipes in between, xspawn waits until nobody holds the output any more.',
      'When xspawn itself is killed (kill -9) a guard, a small shell beside the command, ends the command with all that it started, unless --orphans leave. It goes when the command goes.',
    ],
  },
  {
    title: 'SIGNALS',
    body: [
      'TERM, HUP, INT, QUIT, USR1, USR2, WINCH, TSTP and CONT are passed on. What a terminal sends to the whole group (Ctrl-C) the command has already got, and gets once.',
      'With --each the first INT, TERM or HUP lets the running jobs end and starts no more, the second ends them.',
    ],
  },
  {
    title: 'EXIT STATUS',
    body: [
      [
        'the code of the command',
        'when it ended by itself; when a signal killed it xspawn dies by the same signal, or exits with 128+n after --no-raise',
      ],
      ['124', 'it ran out of time'],
      ['125', 'xspawn itself failed, or was called wrongly, or the command wrote more than --max-output'],
      ['126', 'the command was found and cannot be executed'],
      ['127', 'the command was not found'],
      ['137', 'it ran out of time and had to be killed'],
      ['1 to 101', 'with --each: how many jobs failed'],
    ],
  },
  {
    title: 'REPORT',
    body: [
      '--report writes one JSON object: argv, file, pid, exit, signal, stopped (timeout, idle, output or null), code, startedAt, endedAt, durationMs, userMs, systemMs, maxRssBytes, tries. CPU times count in ticks of 10 ms; the memory is the most that was seen by looking again and again. Both are null where the system does not tell.',
    ],
  },
  {
    title: 'LIMITS',
    body: [
      'Of a command that a real-time signal killed Node says that it exited with 0. nohup in front of xspawn is undone by Node: put it behind. What is not UTF-8 cannot be handed on by Node: operands of one command are, through dash; a variable is left out with a word, and everything else is refused.',
      'Node takes --env-file for itself anywhere before the first --: write -- before a command that has such an option.',
    ],
  },
  { title: 'SEE ALSO', body: ['env(1), timeout(1), nice(1), xargs(1), parallel(1), setsid(2), execve(2), signal(7)'] },
];
