import { chmodSync, copyFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { type Actor, actorOn } from './actor.ts';
import type { Scene } from './scene.ts';
import { within } from './until.ts';

const MAIN = path.join(import.meta.dirname, 'puppet-main.mjs');

/**
 * A command that does what the test says, and tells what it received. `command` may be started any number of times;
 * each time `connected` hands out one actor, in the order in which they connect.
 */
export class Puppet {
  /** The argv that runs it: a Node, a script in the scene's working directory, the socket. Operands may follow. */
  readonly command: readonly string[];
  readonly socket: string;
  /** All that ever connected. */
  readonly actors: Actor[] = [];
  readonly #arrived: Actor[] = [];
  readonly #waiting: ((actor: Actor) => void)[] = [];

  private constructor(script: string, socket: string) {
    this.socket = socket;
    this.command = [process.execPath, script, socket];
  }

  /** Listens for puppets of this name: its script is NAME.mjs, so that a tool may name it so, too. */
  static async listen(scene: Scene, name = 'puppet'): Promise<Puppet> {
    const [script, socket] = [path.join(scene.work, `${name}.mjs`), path.join(scene.root, `${name}.sock`)];
    copyFileSync(MAIN, script);
    chmodSync(script, 0o644);
    const puppet = new Puppet(script, socket);
    await puppet.#serve(scene);
    chmodSync(socket, 0o777);
    return puppet;
  }

  /** The next puppet that has connected, or will. */
  connected(): Promise<Actor> {
    const actor = this.#arrived.shift();
    if (actor) return Promise.resolve(actor);
    const next = new Promise<Actor>((resolve) => this.#waiting.push(resolve));
    return within(next, () => `a puppet connects to ${this.socket}; so far ${this.actors.length} did`);
  }

  /** The next so many puppets. */
  connectedAll(count: number): Promise<readonly Actor[]> {
    return Promise.all(Array.from({ length: count }, () => this.connected()));
  }

  async #serve(scene: Scene): Promise<void> {
    const sockets = new Set<net.Socket>();
    const server = net.createServer((socket) => {
      sockets.add(socket);
      actorOn(socket, (actor) => this.#welcome(actor));
    });
    // Only now: a puppet that the test forgot shall be found running, and not leave with its connection.
    scene.afterwards(() => {
      server.close();
      for (const socket of sockets) socket.destroy();
    });
    await new Promise<void>((resolve, reject) => server.on('error', reject).listen(this.socket, resolve));
  }

  #welcome(actor: Actor): void {
    this.actors.push(actor);
    const waiting = this.#waiting.shift();
    if (waiting) waiting(actor);
    else this.#arrived.push(actor);
  }
}
