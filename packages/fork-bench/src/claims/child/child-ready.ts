// An entry of its own, `dist/child-ready.cjs`: the least that a forked child can do. It says that it is there, and is idle until its
// parent has enough of it.
process.on('message', () => {});
process.send?.('ready');
