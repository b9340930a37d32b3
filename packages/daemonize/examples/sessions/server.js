// A server that knows its visitors again:
//   /login?name=ada   begins a session
//   /                 tells whose session it is, and counts the visits in it
// With REDIS_URL (redis://localhost:6379, unix:///run/redis.sock) the sessions are in Redis, where every worker finds them, also
// one that is started later. Without it they are in the memory of the worker that began them, and end with it.
import { RedisStore } from 'connect-redis';
import express from 'express';
import session from 'express-session';
import { createClient } from 'redis';

const storeIn = async (url) => {
  const client = createClient({ url });
  client.on('error', (error) => console.error(`redis: ${error.message}`)); // it connects again by itself
  await client.connect();
  return new RedisStore({ client });
};

const { PORT = 3000, REDIS_URL, SESSION_SECRET = 'the same in every worker' } = process.env;

const app = express();

app.use(
  session({
    secret: SESSION_SECRET,
    resave: false,
    saveUninitialized: false,
    store: REDIS_URL ? await storeIn(REDIS_URL) : new session.MemoryStore(),
  }),
);

app.get('/login', (request, response) => {
  request.session.name = request.query.name;
  request.session.visits = 0;
  response.json({ worker: process.pid, name: request.session.name });
});

app.get('/', (request, response) => {
  if (!request.session.name) return response.status(401).json({ worker: process.pid, error: 'who are you?' });
  request.session.visits += 1;
  const { name, visits } = request.session;
  return response.json({ worker: process.pid, name, visits });
});

app.listen(PORT);
