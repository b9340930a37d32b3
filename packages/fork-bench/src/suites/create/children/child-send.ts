// Sends its parent a message, and ends.
process.send?.('x', () => process.disconnect());
