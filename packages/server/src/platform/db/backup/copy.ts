import type { Duplex } from 'node:stream';
import type pg from 'pg';

/**
 * COPY over a plain `pg` client, which carries the protocol's messages but offers no call for them. Text format: what
 * PostgreSQL itself writes and reads for every type, the same on every machine and in every version since 12.
 */

/** What of pg's connection COPY needs; @types/pg leaves the three senders out. */
interface CopyConnection {
  readonly stream: Duplex;
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}

/** The handlers pg calls on whatever was submitted. */
abstract class CopyQuery {
  protected readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  submit(connection: unknown): void {
    (connection as CopyConnection).query(this.text);
  }
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
  handleCommandComplete(message: { text: string }): void {
    this.tag = message.text;
  }
  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFail('this COPY only reads');
  }
  handleCopyData(_message: { chunk: Buffer }, _connection: CopyConnection): void {}
  abstract handleError(error: Error): void;
  abstract handleReadyForQuery(): void;
  protected tag = '';
}

class CopyOut extends CopyQuery {
  private readonly onRow: (row: Buffer) => void;
  private readonly done: (error: Error | null) => void;
  private failure: Error | null = null;
  stream: Duplex | undefined;
  constructor(text: string, onRow: (row: Buffer) => void, done: (error: Error | null) => void) {
    super(text);
    this.onRow = onRow;
    this.done = done;
  }
  override submit(connection: unknown): void {
    this.stream = (connection as CopyConnection).stream;
    super.submit(connection);
  }
  override handleCopyData(message: { chunk: Buffer }): void {
    this.onRow(message.chunk);
  }
  handleError(error: Error): void {
    this.failure = error;
    this.done(error);
  }
  handleReadyForQuery(): void {
    if (!this.failure) this.done(null);
  }
}

/**
 * Runs `COPY … TO STDOUT` and gives its rows in parts of about `partBytes`, each part ending with a whole row. The server
 * is held back while a part is being worked on.
 */
export async function* copyOut(
  client: pg.ClientBase,
  sql: string,
  partBytes: number,
  onRow: (row: Buffer) => void,
): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  // In an object, because the handlers change it while the loop waits.
  const state: { finished: boolean; failure: Error | null; abandoned: boolean } = {
    finished: false,
    failure: null,
    abandoned: false,
  };
  let wake = () => {};
  const query = new CopyOut(
    sql,
    (row) => {
      if (state.abandoned) return;
      onRow(row);
      // pg hands out a view of a buffer that it fills again
      parts.push(Buffer.from(row));
      size += row.length;
      if (size >= partBytes) {
        query.stream?.pause();
        wake();
      }
    },
    (error) => {
      state.finished = true;
      state.failure = error;
      wake();
    },
  );
  client.query(query);
  try {
    for (;;) {
      if (!state.finished && size < partBytes) {
        const woken = new Promise<void>((r) => {
          wake = r;
        });
        query.stream?.resume();
        await woken;
      }
      if (state.failure) throw state.failure;
      if (size > 0) {
        const part = Buffer.concat(parts, size);
        parts = [];
        size = 0;
        yield part;
      } else if (state.finished) return;
    }
  } finally {
    state.abandoned = true;
    query.stream?.resume();
  }
}

class CopyIn extends CopyQuery {
  private readonly source: AsyncIterable<Buffer>;
  private readonly done: (error: Error | null, rows: number) => void;
  private failure: Error | null = null;
  constructor(
    text: string,
    source: AsyncIterable<Buffer>,
    done: (error: Error | null, rows: number) => void,
  ) {
    super(text);
    this.source = source;
    this.done = done;
  }
  override handleCopyInResponse(connection: CopyConnection): void {
    void this.send(connection);
  }
  private async send(connection: CopyConnection): Promise<void> {
    try {
      for await (const chunk of this.source) {
        // After an error the server throws away what still comes; the source is read to its end all the same.
        if (this.failure || connection.stream.destroyed) continue;
        connection.sendCopyFromChunk(chunk);
        if (connection.stream.writableNeedDrain) await drained(connection.stream);
      }
      connection.endCopyFrom();
    } catch (error) {
      this.failure ??= error as Error;
      connection.sendCopyFail((error as Error).message.slice(0, 200));
    }
  }
  handleError(error: Error): void {
    this.failure ??= error;
    this.done(this.failure, 0);
  }
  handleReadyForQuery(): void {
    if (!this.failure) this.done(null, Number(/^COPY (\d+)$/.exec(this.tag)?.[1] ?? 0));
  }
}

function drained(stream: Duplex): Promise<void> {
  return new Promise((done) => {
    const go = () => {
      stream.off('drain', go);
      stream.off('close', go);
      done();
    };
    stream.on('drain', go);
    stream.on('close', go);
  });
}

/** Runs `COPY … FROM STDIN`. @returns the number of rows. @throws what the server or the source throws. */
export function copyIn(client: pg.ClientBase, sql: string, source: AsyncIterable<Buffer>): Promise<number> {
  return new Promise((done, fail) => {
    client.query(new CopyIn(sql, source, (error, rows) => (error ? fail(error) : done(rows))));
  });
}
