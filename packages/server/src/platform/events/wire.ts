import pg from 'pg';

/** One connection that LISTENs and NOTIFies, and comes back by itself when it is lost. */
export interface Wire {
  readonly connected: boolean;
  /** Sends each payload as one notification, all in one short transaction. */
  send(payloads: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface WireOptions {
  readonly connection: pg.ClientConfig;
  readonly onPayload: (payload: string) => void;
  /** `again` is false the first time. */
  readonly onConnected: (again: boolean) => void;
  readonly onError: (error: Error) => void;
}

const channel = 'hegu_events';
const firstPauseMs = 100;
const longestPauseMs = 10_000;
// A line that died without a word (a pulled cable, a firewall) is noticed by asking now and then.
const checkEveryMs = 30_000;
const answerWithinMs = 5_000;

export function createWire(options: WireOptions): Wire {
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let check: NodeJS.Timeout | undefined;
  let pause = firstPauseMs;
  let before = false;
  let closed = false;
  let connecting: Promise<void> = Promise.resolve();
  let tail: Promise<unknown> = Promise.resolve();

  // One statement at a time on the one connection.
  function query(which: pg.Client, text: string, values: unknown[] = []): Promise<unknown> {
    const result = tail.then(() => which.query(text, values));
    tail = result.catch(() => {});
    return result;
  }

  async function connect(): Promise<void> {
    const next = new pg.Client({
      ...options.connection,
      application_name: 'hegu events',
      keepAlive: true,
      query_timeout: answerWithinMs,
    });
    next.on('error', (error) => lose(next, error));
    next.on('end', () => lose(next, new Error('the events connection ended')));
    next.on('notification', ({ payload }) => {
      if (payload) options.onPayload(payload);
    });
    try {
      await next.connect();
      await next.query(`LISTEN ${channel}`);
    } catch (error) {
      drop(next);
      if (!closed) again(error as Error);
      return;
    }
    if (closed) {
      drop(next);
      return;
    }
    client = next;
    pause = firstPauseMs;
    check = setInterval(() => query(next, 'SELECT 1').catch((error) => lose(next, error)), checkEveryMs);
    check.unref();
    const wasBefore = before;
    before = true;
    options.onConnected(wasBefore);
  }

  function drop(which: pg.Client): void {
    which.removeAllListeners();
    which.on('error', () => {}); // whatever it still has to say is not news
    which.end().catch(() => {});
  }

  function lose(which: pg.Client, error: Error): void {
    if (client !== which) return;
    client = undefined;
    clearInterval(check);
    drop(which);
    if (!closed) again(error);
  }

  function again(error: Error): void {
    options.onError(error);
    // Spread out, so that all processes do not knock at a restarting server at once.
    retry = setTimeout(
      () => {
        connecting = connect();
      },
      pause * (0.5 + Math.random() / 2),
    );
    pause = Math.min(pause * 2, longestPauseMs);
  }

  connecting = connect();

  return {
    get connected() {
      return client !== undefined;
    },
    async send(payloads) {
      if (!client) throw new Error('the events connection is down');
      await query(client, 'SELECT pg_notify($1, p) FROM unnest($2::text[]) AS p', [channel, payloads]);
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      clearInterval(check);
      await connecting;
      const last = client;
      client = undefined;
      if (!last) return;
      last.removeAllListeners();
      last.on('error', () => {});
      await last.end().catch(() => {});
    },
  };
}
