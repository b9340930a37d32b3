import type { ManualSection } from '@proctools/core';

/** What the manual page tells besides the options. */
export const manual: readonly ManualSection[] = [
  {
    title: 'DESCRIPTION',
    body: [
      'mkbin makes a command of a script: it sees to the #! line and the x bit, chooses a directory, puts the command there, tries it out, and remembers what it did. All of it is planned first. It is done completely or not at all, at no moment is a command missing that is replaced, and it can be undone.',
      'What is not ours is never replaced without --force, and never removed. All that is in the way is told at once, with whom it belongs to.',
    ],
  },
  {
    title: 'FORMS',
    body: [
      [
        '--link',
        'a symbolic link to the script, by its absolute path. The script gets the #! line and the x bit where it lacks them, and that is told. --no-edit forbids it: then a script that would have to change becomes a launcher',
      ],
      ['--launcher', 'a small file for sh that runs the script with its interpreter. The script stays as it is'],
      [
        '--copy',
        'the script itself, with its #! line mended in the copy. A script that imports other files, or is TypeScript, is refused',
      ],
      ['--bundle', 'one file with all that the script imports inside; TypeScript and JSX are compiled. Needs esbuild'],
      ['--exe', 'a single executable with Node inside'],
    ],
  },
  {
    title: 'THE SCRIPT',
    body: [
      'What runs it is what its #! line says, else what its extension says (.js .cjs .mjs .ts .mts .cts .sh .py), else --interpreter.',
      'A #! line is mended when it is missing, ends with a carriage return, stands behind a byte order mark or a blank line, names no path (#!node), hands env options that it does not take, or names an interpreter that is not there. In a script for a shell, all lines lose their carriage returns.',
      "Options of Node, a version range, and a path that does not fit into a #! line are written as two lines that are both sh and JavaScript, so that they work where env has no -S, as with BusyBox and the BSDs: #!/bin/sh and a line that begins with ':' //; and runs node. With a range, sh asks node for its version first, which takes about 4 ms, and ends with code 126 and a sentence when it does not fit.",
    ],
  },
  {
    title: 'NAME AND PLACE',
    body: [
      'A command is called as --name says, else as the file without its extension; the commands of a folder as the "bin" or "directories.bin" of its package.json names them. A name has at most 64 letters, digits and . _ @ - and begins with a letter or digit. A name that a shell keeps for itself (test, cd) is refused.',
      'It goes to --dir, else to $XDG_BIN_HOME, else to ~/.local/bin when that is on PATH, else to the first directory of PATH that lies in the home folder and is ours to write, else to ~/.local/bin. --system means /usr/local/bin.',
      'The first word may be a verb: a script that is called list is named ./list, or after the verb: mkbin install list.',
    ],
  },
  {
    title: 'UNDOING',
    body: [
      'undo takes back what was done last, the changes of scripts included, and puts back what --force replaced; once more takes back what was done before. The last 20 are kept, and every one that replaced something of somebody else. It is refused when somebody has changed since then what would be taken back.',
      'Before anything is changed, it is written down. When mkbin is killed in the middle, the next verb that changes something takes back what was half done.',
    ],
  },
  {
    title: 'OTHER MACHINES',
    body: [
      'export prints all commands as JSON, with the content of those for which one file is all: copies, bundles, and scripts that import nothing. import makes them on another machine, all or none: of the script where it is there too (paths in the home folder are looked for in the home folder there), else of the content. An executable, or a script that needs other files, has to be there.',
    ],
  },
  {
    title: 'TRYING OUT',
    body: [
      'After installing, the command is run through its new path with --version, and with --help if that says nothing: with nothing to read, no terminal to ask on, and for 5 seconds at most; whatever it has started is ended with it. A program that speaks when it is run directly and is silent through a link asks in the wrong way whether it is the one that was run; the line and what mends it are told. Then its start is measured beside that of Node alone; only a program that has told a version number is run again for that. --no-check leaves all of this out.',
    ],
  },
  {
    title: 'BUNDLES AND EXECUTABLES',
    body: [
      '--bundle and --exe need esbuild, and --exe needs postject where Node has no --build-sea. They are looked for beside mkbin, beside the script, among the global packages of npm, and in the folder lib of the state folder, where mkbin offers to install them when it is run at a terminal.',
      'A bundle is CommonJS, which starts sooner, unless the program awaits at its top level. Whether a file is the one that was run is settled while it is built: true in the script, false in what it imports. Not inside are packages with compiled parts, which are refused, files that the program looks for beside itself, and what it loads by names that turn up at run time; both are told.',
      'An executable carries the Node that runs mkbin, or the pinned one, and is made by that very Node. It starts no sooner than Node does.',
    ],
  },
  {
    title: 'DOCTOR',
    body: [
      'What --fix mends: a link, launcher or copy that is gone; a script that lost its #! line or its x bit, or got carriage returns; a pinned Node or an interpreter that has moved; a bundle, copy or executable older than its script; a damaged record, which is set aside. Files that are not as mkbin left them, and scripts that are gone, it only tells of.',
    ],
  },
  {
    title: 'EXIT STATUS',
    body: [
      ['0', 'done, or nothing had to be done'],
      [
        '1',
        'refused or failed; nothing was changed. Also: doctor found something that is still wrong, who found nobody',
      ],
      ['2', 'wrong usage; nothing was changed'],
    ],
  },
  {
    title: 'SIGNALS',
    body: [
      'INT, TERM and HUP are held back while files are changed, which takes milliseconds; then mkbin dies by that signal, its work done in full.',
    ],
  },
  {
    title: 'FILES',
    body: [
      'What mkbin remembers is in $XDG_DATA_HOME/mkbin (~/.local/share/mkbin), which nobody else may write to; of the commands for all users, in /usr/local/share/mkbin.',
      ['NAME.json', 'one command: what was made of what, and the hash or the text of it'],
      ['operations/N/', 'what was done, and the files that were replaced'],
      ['damaged/', 'records that could not be read; they were set aside'],
      ['lock.N', 'who changes something at this moment'],
    ],
  },
  {
    title: 'ENVIRONMENT',
    body: [
      ['PATH', 'where commands are looked for'],
      ['HOME, XDG_BIN_HOME, XDG_DATA_HOME', 'where commands and records go'],
      ['SHELL', 'whose builtins and profile are looked at'],
    ],
  },
  {
    title: 'JSON',
    body: [
      'install --json prints one object: commands, each with name, path, form, target, outcome (installed, updated, unchanged), notes, edits and replaced; and conflicts, each with a type. With --dry-run it has steps, too. list --json prints an array of name, path, form, target, state (ok, broken, replaced, shadowed, not-on-path, no-interpreter), reason and installedAt. Fields are only ever added.',
      'What was checked has a field check: result (answers, fails, late, guarded, silent) and start, in milliseconds. doctor --json prints an array of name, path and findings, each with type, reason, advice, isFixable and isRepaired; who --json one of name, builtinOf and files, each with path, owner, package, form and target; path --json an object of folder, isOnPath, shell and profiles.',
    ],
  },
  { title: 'SEE ALSO', body: ['execve(2), env(1), ln(1), hash(1), file-hierarchy(7)'] },
];
