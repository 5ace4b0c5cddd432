import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/**
 * How a line to a server behaves: it lets through or says nothing; or does so, or breaks, when the answer to a commit comes; or PostgreSQL is
 * ended by its operator just when a fresh connection asks its first question.
 */
type Manner = "open" | "silent" | "silent-at-commit" | "breaks-at-commit" | "ended-when-fresh";

/** PostgreSQL's words when its operator ends a session: an error, E, of that length. */
const ENDED = Buffer.from("SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0");
const ENDED_BY_OPERATOR = Buffer.concat([Buffer.from("E\0\0\0"), Buffer.from([ENDED.length + 4]), ENDED]);

/** PostgreSQL's word that a commit is done. */
const COMMITTED = Buffer.from("COMMIT\0");

/** A line to a server that can be made as bad as lines are. */
export class Line {
  manner: Manner = "open";
  readonly #held: (() => void)[] = [];
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  /** Opens it, at a port if one is given, and answers the port at which the server is reached through it. */
  open(to: { readonly host: string; readonly port: number }, at = 0): Promise<number> {
    const server = createServer((near) => {
      const far = connect(to.port, to.host);
      for (const [from, into, isAnswer] of [
        [near, far, false],
        [far, near, true],
      ] as const) {
        this.#sockets.add(from);
        from.on("data", (bytes: Buffer) => this.#pass(bytes, into, isAnswer, [near, far]));
        from.on("close", () => into.destroy());
        from.on("error", () => into.destroy());
      }
    });
    this.#server = server;
    return new Promise((resolve) =>
      server.listen(at, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
    );
  }

  #pass(bytes: Buffer, into: Socket, isAnswer: boolean, both: readonly Socket[]): void {
    const isCommit = isAnswer && bytes.includes(COMMITTED);
    if (this.manner === "ended-when-fresh" && !isAnswer && bytes.includes("select ")) {
      both[0]?.end(ENDED_BY_OPERATOR);
      return;
    }
    if (this.manner === "silent" || (this.manner === "silent-at-commit" && isCommit))
      this.#held.push(() => into.write(bytes));
    else if (this.manner === "breaks-at-commit" && isCommit) for (const socket of both) socket.destroy();
    else into.write(bytes);
  }

  /** Lets through again, and first what was held back. */
  speak(): void {
    this.manner = "open";
    for (const write of this.#held.splice(0)) write();
  }

  break(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  close(): Promise<void> {
    this.break();
    return new Promise((resolve) => this.#server?.close(() => resolve()));
  }
}
