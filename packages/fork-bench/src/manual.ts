import type { ManualSection } from '@proctools/core';

/** What the manual page tells besides the options. */
export const manual: readonly ManualSection[] = [
  {
    title: 'DESCRIPTION',
    body: [
      'fork-bench measures what processes cost. With commands as operands it says which is faster, by how much, and how sure that is. Without any it takes the tour: what it costs on this machine to start a process, to send a message, to share a port, to hand a computation over, to wait for a callback.',
      'A word that is a verb is none when it is in quotes with more words, or behind run: fork-bench run create.',
    ],
  },
  {
    title: 'HOW IT DECIDES',
    body: [
      'In every round each command runs once, in random order, with the same random size of its environment. So whatever the machine does meanwhile meets all of them. The ratio is the Hodges-Lehmann estimate on log ratios of the rounds, its interval (95 %) is that of the Wilcoxon signed-rank test.',
      'A command is called faster only when the whole interval lies outside the band (--band), and the same only when it lies inside; all else is "cannot tell yet", with about how many more pairs would settle it. The band is 2 % for time on the clock and 1 % for CPU time. Where runs scatter by far more than the band, that is not enough: an interval at 99.8 % has to exclude equality as well, for which it takes 10 pairs. With --band 0 nothing is ever the same, and only the one interval counts.',
      'It stops when the interval is as narrow as --precision asks, or when --max-time is over; never because a difference showed: who looks every ten pairs and stops when it is clear is wrong four times as often.',
      'CPU time is that of the whole command and of what it waited for. It has a verdict of its own: other load on the machine moves it little, but it says nothing about waiting.',
      'Several commands are compared with the first, or with --reference. Their intervals are wider (Holm), so that all claims of a difference together are wrong in at most 5 of 100 cases.',
      'Outliers are told (Tukey, on logarithms), and never dropped. p90 and p99 are shown from 10 and 100 runs on. The smallest difference that could have been seen is what 8 of 10 such measurements would find.',
      'With --sequence, or when --setup is not the same for all, each command is run by itself. Then no difference is claimed that is smaller than what a command drifted meanwhile.',
    ],
  },
  {
    title: 'THE COMMANDS',
    body: [
      'A command is one operand. It is taken apart at blanks, quotes hold words together, and no shell is involved; a line with characters that only a shell understands goes to sh, whose start is measured in every round and taken off. --shell names another shell for all lines, --shell=none refuses to use one.',
      [
        '-L NAME A,B  -P NAME FROM TO [-D STEP]  --parameter NAME A B',
        'other spellings of --parameter=NAME=A,B and --parameter=NAME=FROM..TO/STEP, the first two as hyperfine has them',
      ],
      '--setup, --prepare, --conclude and --cleanup are lines for the shell. What they write is not shown; the last line of one that fails is.',
      'With --node the word node means that Node in all that a command starts: it is first on PATH.',
    ],
  },
  {
    title: 'HOW IT MEASURES',
    body: [
      'Between fork-bench and each command stands a probe, a program of 488 bytes that is put together here from a listing in our sources. It reads the clock, starts the command, waits for it, reads the clock, and hands over what the kernel counted: CPU time to 1 us, peak memory to 4 KB. It is so small that it adds nothing to the peak memory, which a process inherits from whoever starts it.',
      'Where that cannot be, perl is taken (CPU time to 1 us, peak memory above its own 6 MB), then bash (CPU time to 1 ms), then Node alone (time only), and this is said. --measure-with asks for one. fork-bench doctor tells what is used and what it costs.',
      'Beside each result stands what else the machine did: CPU time of others, time that the host took, pressure. --quiet-gate 10% waits for a quiet moment, and runs again what was disturbed.',
      'A command that does not end is ended by --timeout, or when fork-bench is asked to end, with all that it has started: TERM, and KILL a second later.',
    ],
  },
  {
    title: 'SUITES',
    body: [
      [
        'create',
        'each way to start something: time to the first byte or message, how many a second, CPU time, what many forks in one tick do, memory (PSS) of one more idle child',
      ],
      [
        'ipc',
        'messages there and back, and one way, by nine ways to talk, on one core, on two, and where the scheduler likes (--pin). Pinning needs taskset(1)',
      ],
      [
        'http',
        'what a second of server CPU answers: one process, cluster, handle passing, reusePort; latency at 500 requests a second, from when each was to be sent. Loaded by wrk(1) where it is installed',
      ],
      [
        'offload',
        'what a cheap request waits while the server computes in its own thread, in a forked child, in a worker thread, in a pool',
      ],
      ['timers', 'nextTick, microtasks, setImmediate, setTimeout: delay, cost, order'],
      'Each runs in processes of its own, in several rounds, in random order. --node, repeatable, runs the same under other Nodes. --budget says how long.',
    ],
  },
  {
    title: 'CLAIMS',
    body: [
      'claims checks twenty sentences that articles say about Node processes: it holds, does not hold, or depends, with the figure behind it. What can be shown is shown; what is a matter of figures is judged by an interval.',
    ],
  },
  {
    title: 'BASELINES',
    body: [
      '--save NAME keeps results, --against NAME says what has changed since, and --fail-if-slower 5% ends with 1 when the whole interval lies beyond. CPU time always decides; time on the clock does unless others use clearly more of the machine than then. Results of another host, processor, kernel or Node are refused unless --anyway is given. Commands are matched by name: use --command-name where the command line changes, and 30 runs or more.',
    ],
  },
  {
    title: 'ENVIRONMENT',
    body: [
      [
        'taken out, unless --keep-environment is given',
        'NODE_OPTIONS, NODE_EXTRA_CA_CERTS (30 ms and more at every start of Node 20), NODE_USE_SYSTEM_CA, NODE_V8_COVERAGE, NODE_COMPILE_CACHE, NODE_DEBUG, NODE_DEBUG_NATIVE, NODE_PENDING_DEPRECATION, NODE_REDIRECT_WARNINGS, NODE_TEST_CONTEXT, NODE_CHANNEL_FD, NODE_CHANNEL_SERIALIZATION_MODE, NODE_UNIQUE_ID, VSCODE_INSPECTOR_OPTIONS, UV_THREADPOOL_SIZE, UV_USE_IO_URING, FORCE_COLOR, CLICOLOR_FORCE',
      ],
      ['added', 'FORK_BENCH_RUN, by which a run is known, and FORK_BENCH_OFFSET with 0 to 4095 bytes'],
    ],
  },
  {
    title: 'FILES',
    body: [
      ['$XDG_STATE_HOME/fork-bench/baselines/NAME.json', 'results that were kept; ~/.local/state without the variable'],
      [
        '$XDG_CACHE_HOME/proctools/fork-bench',
        'the probe; ~/.cache without the variable. It is checked before it is used',
      ],
    ],
  },
  {
    title: 'EXIT STATUS',
    body: [
      ['0', 'measured'],
      [
        '1',
        'a command failed or could not be run, something is slower than --fail-if-slower allows, a file could not be read or written; what was found until then is shown',
      ],
      ['2', 'wrong usage; nothing was run'],
      'INT, TERM and HUP end what is measured, show what was found until then, and fork-bench dies by that signal.',
    ],
  },
];
