// Sends its parent a message, and ends.
process.send?.('x', () => {
  if (process.connected) process.disconnect();
});
