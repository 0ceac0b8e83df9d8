import { connect, type Socket } from 'node:net';

/**
 * One keep-alive HTTP/1.1 connection that sends a request and waits for its answer, as one client does. Written by hand
 * because the generator shares the machine with what it measures: a request costs it about a tenth of what `fetch` takes.
 */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface HttpClient {
  send(method: 'GET' | 'POST', path: string, headers: string, body?: string): Promise<Answer>;
  close(): void;
}

const endOfHead = Buffer.from('\r\n\r\n');

export async function openHttpClient(base: URL): Promise<HttpClient> {
  let socket = await open(Number(base.port), base.hostname);
  let waiting: { done: (a: Answer) => void; fail: (e: Error) => void } | undefined;
  let received: Buffer = Buffer.alloc(0);
  const fail = (error: Error) => {
    waiting?.fail(error);
    waiting = undefined;
  };
  const listen = () => {
    socket.on('data', (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      let answer: ReturnType<typeof parse>;
      try {
        answer = parse(received);
      } catch (error) {
        fail(error as Error);
        return;
      }
      if (!answer) return;
      received = received.subarray(answer.length);
      const { done } = waiting ?? {};
      waiting = undefined;
      done?.(answer);
    });
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('the server closed the connection')));
  };
  listen();
  return {
    async send(method, path, headers, body) {
      // While something else was measured nothing was said, and the server has hung up
      if (socket.destroyed) {
        socket = await open(Number(base.port), base.hostname);
        listen();
      }
      return new Promise((done, failed) => {
        if (waiting) throw new Error('one request at a time');
        waiting = { done, fail: failed };
        const length =
          body === undefined
            ? ''
            : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
        socket.write(
          `${method} ${path} HTTP/1.1\r\nHost: ${base.host}\r\n${headers}${length}\r\n${body ?? ''}`,
        );
      });
    },
    close: () => socket.destroy(),
  };
}

function open(port: number, host: string): Promise<Socket> {
  return new Promise((done, failed) => {
    const socket = connect({ port, host, noDelay: true }, () => {
      socket.off('error', failed);
      done(socket);
    });
    socket.once('error', failed);
  });
}

/** The first whole answer in the bytes, undefined while it is incomplete. */
function parse(bytes: Buffer): (Answer & { length: number }) | undefined {
  const head = bytes.indexOf(endOfHead);
  if (head < 0) return undefined;
  const text = bytes.toString('latin1', 0, head);
  const status = Number(text.slice(9, 12));
  const declared = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  const from = head + endOfHead.length;
  if (declared !== undefined) {
    const end = from + Number(declared);
    return bytes.length < end ? undefined : { status, body: bytes.toString('utf8', from, end), length: end };
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(text)) throw new Error(`an answer without a length:\n${text}`);
  const parts: Buffer[] = [];
  for (let at = from; ; ) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    const end = line + 2 + size;
    if (bytes.length < end + 2) return undefined;
    if (size === 0) return { status, body: Buffer.concat(parts).toString('utf8'), length: end + 2 };
    parts.push(bytes.subarray(line + 2, end));
    at = end + 2;
  }
}
