import type { ManualSection } from '@proctools/core';

/** What the manual page tells besides the options. */
export const manual: readonly ManualSection[] = [
  {
    title: 'DESCRIPTION',
    body: [
      'daemonize runs a command in the background, so that it survives the terminal and writes to files, and tells the truth about it: it returns when the command runs, or works, and fails when it does not, with the exit code of that case and with the last lines that the command wrote. With --restart a supervisor stays beside it and starts it again. Its other verbs look after what was started.',
    ],
  },
  {
    title: 'BECOMING A DAEMON',
    body: [
      'The command runs in a session and a process group of its own that it does not lead, so it has no controlling terminal and cannot get one. Its parent is init, or the nearest subreaper. Its standard input is /dev/null; standard output and standard error are files opened for append. It inherits no other descriptor, no signal is ignored or blocked, and its environment is the one daemonize was called in, plus DAEMONIZE_ID, by which all its processes are found again. Nothing of daemonize stays in memory, unless it is to be started again: then its supervisor does, and a small process between the two, the parent of the command and the leader of its session.',
      'It runs in the directory, with the umask and the limit of open files that daemonize was called with, unless --chdir, --umask and --limit say otherwise. With --user it still has the environment of the caller, HOME included. A program that opens a terminal device by itself should do so with O_NOCTTY all the same.',
    ],
  },
  {
    title: 'THE COMMAND LINE',
    body: [
      'Options end at the first word of the command; what follows is handed over byte for byte. But Node itself looks for --env-file on its whole command line up to the first --. If the command has such an option of its own, write -- before it: daemonize --chdir /srv -- node --env-file .env server.js',
    ],
  },
  {
    title: 'READINESS',
    body: [
      [
        'port:PORT, port:ADDRESS:PORT',
        'one of its own processes listens there; that somebody else answers on the port does not count',
      ],
      ['http://ADDRESS, https://ADDRESS', 'a GET is answered with a status from 200 to 299'],
      ['log:/REGEX/FLAGS', 'a line of its standard output or standard error matches'],
      ['fd:N', 'it writes a newline to descriptor N'],
      [
        'ipc',
        "it says process.send('ready') over the channel that Node finds through NODE_CHANNEL_FD; the channel is closed then",
      ],
      ['notify', 'it sends READY=1 to the socket that NOTIFY_SOCKET names (needs socat)'],
      [
        'exec:COMMAND',
        'the command succeeds, run in its directory with its environment; quotes hold words together, no shell is involved',
      ],
    ],
  },
  {
    title: 'RESTARTING',
    body: [
      'With --restart a supervisor waits for the end of the command, ends what it has left behind, and starts it again. The first restart in a row comes at once; before each further one there is a pause, the shortest of --backoff at first, twice as long each time up to the longest, of which a random half is left out. A run of 10 s ends the row. A restart that fails, or does not become ready, counts as an end.',
      'With --restart=on-failure a command that exits with 0, or that HUP, INT, TERM or PIPE has ended, is not started again; with --max-restarts N/TIME none is that was started again N times within that time: it has failed. Nobody starts again what was stopped.',
      'Of a command that runs, --health asks again and again whether it works: a GET that is answered with a status from 200 to 299, or a command that exits with 0, run with the directory, the environment and the user of the daemon. When that fails three times in a row, or takes longer than the interval three times, when the command and its children hold more than --max-memory, after --max-runtime, or when a file below --watch has changed, it is ended as stop does it and started again. Without --restart only these are reasons to start it again.',
      'TERM, INT and QUIT to the supervisor end the command, or all workers, then the supervisor; HUP ends nothing. When the supervisor is killed the command goes on, unsupervised, until resume gives it another: the same process, whose end is noticed as before. How it ended while there was none is known.',
      'resume also starts again what ran when the machine went down, with a supervisor or without. What was stopped, has failed or ended by itself it leaves alone.',
    ],
  },
  {
    title: 'WORKERS',
    body: [
      'With --listen or --workers the command runs as so many workers, each in its place, from 1 on. The sockets of --listen are opened before the first of them is started, with the rights of --user where they are files. The supervisor holds them and never accepts, so that a connection waits while nobody is there to take it. The first worker is started alone, then all others at once; when one of them does not become ready, none is left.',
      'A worker finds the sockets from descriptor 3 on, in the order of the command line: LISTEN_FDS is how many, LISTEN_PID its own pid, LISTEN_FDNAMES their ports or file names, parted by colons; SERVER_STARTER_PORT is ADDRESS=DESCRIPTOR, parted by semicolons. WORKER_ID is its place, NODE_APP_INSTANCE one less. PORT is the first port, if the environment has none. NODE_OPTIONS has Node load a file of daemonize first, which has listen() take these sockets and puts NODE_OPTIONS back; in a program that is not started by the worker itself it does nothing.',
      'A worker that ends is replaced at once; further ends within 10 s of a start are held back by --backoff, for each place by itself, but where nobody serves, for no longer than the last one was there. One that closes its channel (process.disconnect(), cluster.worker.disconnect()) or sends { act: "close" } is replaced at once, while it finishes.',
      'reload starts a new worker for each place, one after the other. When it is ready, the old one is asked to finish: a program of Node over its channel, and after that, as any other at once, by the stop signal. After --drain-timeout (counted from when it was asked) it is killed. reload returns when the last has gone; when a new one does not become ready it ends with 1, and those that are not replaced by then stay. scale does the same for places that are added, or not wanted any more, and what it says counts for the next start, too. restart ends all workers, and then starts them anew; the sockets stay open.',
      'A worker whose supervisor was killed cannot be asked over its channel any more: then the stop signal has it finish first. The sockets are also held by a small shell, which becomes the next supervisor when resume says so. Should that be gone, too, only restart helps, and for a moment nobody listens.',
      "Without --listen, Node's cluster shares what the program listens on, with the supervisor as its primary. These workers are its children, in its session, without supplementary groups when --user is given, and end with it.",
    ],
  },
  {
    title: 'IN THE FOREGROUND',
    body: [
      'With --foreground daemonize does not detach: it is the supervisor itself, and ends as its command does, with the same exit code or by the same signal, when that ended and is not to be started again. When it gives up because of --max-restarts it does not end with 0. When TERM, INT or QUIT asks it to end, it ends the command and all its processes first; a second one kills them at once. If the command then dies of the stop signal, daemonize dies of the signal that it was asked with. HUP, USR1, USR2, ALRM, WINCH and CONT are passed on to the command.',
      'The command has the standard output and the standard error of daemonize, except where --stdout, --stderr or --log name files, and /dev/null as its standard input; it is in a session of its own. What it writes is then kept nowhere: logs has nothing to show, and --ready log:, --log-size and their like are refused. daemonize itself speaks on standard error: a sentence, with --json an object, for each start, end and restart; with --quiet none. There is no settle time unless --settle gives one.',
      'As the first process of a container daemonize becomes a /bin/sh that reaps every process that has lost its parents, starts daemonize below it, passes the signals on, and ends as it does, with 128+n for a signal. Node before 22.15 cannot become another program: then daemonize stays, passes signals on and ends as its command does, but reaps nobody, and says so. docker run --init helps there.',
      'The other verbs work as on any daemon, but for restart, which is refused: only who called daemonize can call it again. After stop daemonize ends. resume takes over a command whose daemonize was killed, detached from then on, with files for its output after its next start; after a reboot it leaves alone what ran in the foreground.',
    ],
  },
  {
    title: 'CONTROL SOCKET',
    body: [
      'A supervisor answers on a Unix socket, control.sock in the folder of the daemon, or, where that name would be longer than 100 bytes, one in $XDG_RUNTIME_DIR; status --json tells which (controlSocket). Each line is a request, each answer a line, both JSON: {"ok":true}, or {"ok":false,"error":"why"}.',
      ['{"request":"status"}', 'what status --json prints, as status'],
      ['{"request":"restart"}', 'it is ended and started again; while it waits for that, it is started at once'],
      ['{"request":"stop"}', 'it is ended, and the supervisor goes'],
      ['{"request":"signal","signal":"HUP"}', 'a signal to the command; with "worker": 2 to that worker, else to all'],
      [
        '{"request":"reload"}',
        'its workers are replaced, and the answer comes when that is done: replaced and workers say how many, lastLines what one that did not start has said',
      ],
      ['{"request":"scale","workers":4}', 'so many workers, and the answer when that is so'],
      ['{"request":"reopen"}', 'its logs are opened again'],
    ],
  },
  {
    title: 'STOPPING',
    body: [
      'Every process of the daemon is asked with the stop signal: those of its session, their descendants, and whoever carries its DAEMONIZE_ID, wherever it went. What is alive after the stop timeout is killed. Only a process whose pid and start time both match is ever signalled. A process that emptied its environment and has no parent in the daemon any more cannot be found.',
    ],
  },
  {
    title: 'LOGS',
    body: [
      'The command writes to its log files directly, so nothing is lost whatever dies. With --log-size a supervisor moves the head of a log to an archive (out.log.1, an older one out.log.2) when it is so long, and takes it out of the file, while the command goes on writing to its end: a line may begin in one file and end in the next; together they are what was written.',
      'A file system that cannot do that (other than ext4 and xfs), --log-time and --log-pipe have the command write into a FIFO, from which a logger, a process beside the supervisor, takes it to the log. Then archives hold whole lines. Command, supervisor and logger hold the FIFO open: whoever is killed, what was written is read by the next one; but what a logger had read and not written when it was killed itself (64 KiB at most) is lost. What a full disk does not take is counted and told by events when there is room again; the command does not notice. When neither supervisor nor logger are left, the command waits once the FIFO holds 64 KiB, until resume. HUP to the supervisor opens the logs again.',
      'Without --stderr, logs prints each stream where it came from: what the daemon wrote to standard error goes to standard error. -n counts the lines of each.',
      'With --since, a line is as old as the time it begins with, or that its field time, timestamp, @timestamp or ts holds. When the lines of a run carry no time, all of that run is shown, and that is said.',
    ],
  },
  {
    title: 'MANY FROM ONE FILE',
    body: [
      'up makes what runs what the file says: it starts what does not run, restarts what runs otherwise, gives a supervisor to what has lost its own, stops what the file does not name any more, and leaves everything else alone. All that has to end has ended before the first is started; then they start all at once, and one that fails keeps none of the others from it. A file with a mistake changes nothing. A name that runs already but was not started from this file is refused. down stops all that was started from the file, be that broken or gone by now. The file is known by its absolute path, with the links in it as the shell has them: the next release behind the same link is the same file.',
      'What counts as a difference is what the file says, with the .env and the other environment files that it leads to: they are compared with what was read at the last start. The rest of the environment, the umask and the limit of open files come from the shell that up is called in, when something is started; that they are others in another shell is no difference.',
      'In a Procfile a line is NAME: COMMAND LINE, empty, or a comment that begins with #. A command line that is plain words, in quotes or not, is run without a shell; one that only a shell understands is handed to /bin/sh, with exec before it where it is a single command. As with foreman, PORT is 5000 for the first entry, 5100 for the second and so on, or from the PORT of .env, else of the environment, on.',
      'daemonize.json is {"daemons": {"NAME": {"command": ["node", "server.js"]}}}. The command is an array of words, or a command line as in a Procfile. Beside it an entry has the options of start, in camel case: readyTimeout for --ready-timeout. Values are written as on the command line; durations, sizes and counts may also be numbers, options without a value are true or false, those that may be repeated are arrays, and env and limit also objects, in which null hands on the variable as it is. Comments, and a comma behind the last of a list, are allowed. Its JSON schema, for editors, is dist/daemonize.schema.json in the package. PORT is not set.',
      'For both, the variables of a .env in the directory of the file are for all entries, paths begin in that directory, and it is where the commands run unless chdir says otherwise. up --json prints an array of objects: name, action (start, restart, leave, take-over, stop, forget, refuse), changed, ok, status.',
    ],
  },
  {
    title: 'EXPORT',
    body: [
      'export prints a unit of systemd, a property list of launchd, a script of OpenRC, a Deployment of Kubernetes, or a service of Compose. What the other cannot say is named in a comment. --ready becomes probes where there are such. Of the environment only what --env and --env-file set is in it, and of --env the names alone, unless --show-env.',
    ],
  },
  {
    title: 'EXIT STATUS',
    body: [
      ['0', 'done'],
      ['1', 'failed'],
      ['2', 'wrong usage; nothing was done'],
      ['3', 'not running (status, signal, wait)'],
      ['4', 'no daemon of this name'],
      ['126', 'the command was found and cannot be executed (start)'],
      ['127', 'the command was not found (start)'],
      'With --foreground, once the command has begun, its own: the same code, or death by the same signal.',
    ],
  },
  {
    title: 'SIGNALS',
    body: [
      'Interrupted while it waits for a daemon to become ready (INT, TERM or HUP), daemonize stops it again, leaves nothing behind, and dies by the same signal.',
    ],
  },
  {
    title: 'FILES',
    body: [
      'State lives in $DAEMONIZE_HOME, else as root in /var/lib/daemonize, else in $XDG_STATE_HOME/daemonize (~/.local/state/daemonize). It must belong to the user, and nobody else may write to it. There is one folder per daemon:',
      ['record.json', 'what was started, and what became of it'],
      ['environment.json', 'the environment for a restart; readable for its owner only'],
      ['events.ndjson', 'what happened, one JSON object a line; from 4 MiB on the next start begins another'],
      ['events.1.ndjson', 'the one that went before it; older ones are forgotten'],
      ['out.log, err.log', 'what it wrote, unless --stdout, --stderr or --log name other files'],
      ['out.log.N, out.log.N.gz', 'what it wrote before, 1 the newest; beside the log, wherever that is'],
      ['out.ledger, err.ledger', 'how much of a log has been moved to archives'],
      ['out.fifo, err.fifo, logger', 'by which a logger gets what the command writes'],
      ['pid', 'the pid of the command while it runs'],
      ['alive, exit', 'by which a supervisor that follows another learns of the end of the command'],
      ['control.sock', 'what its supervisor answers on'],
      ['workers', 'alive and exit, for each worker'],
      ['holder', 'by which whoever holds the sockets is told to become a supervisor'],
      ['lock.N', 'who changes the record at this moment'],
    ],
  },
  {
    title: 'JSON',
    body: [
      'start --json and status --json print one object, list --json an array of them: name, state (starting, running, unsupervised, backing-off, stopping, stopped, exited, failed), pid, supervisorPid, controlSocket, command, cwd, startedAt, readyAt, endedAt, uptimeMs, restarts, nextTryAt, lastExit, cpuPercent, rssBytes, workers, listen, logs. A worker is an object: id, pid, state (starting, running, draining), startedAt, uptimeMs, restarts, cpuPercent, rssBytes; pid is null where there are several. Fields are only ever added.',
    ],
  },
  { title: 'SEE ALSO', body: ['setsid(2), daemon(7), credentials(7), proc(5), signal(7)'] },
];
