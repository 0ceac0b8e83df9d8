import { startServer } from '../server.ts';

/**
 * A server in a process of its own, for tests that race two of them or kill one: settings in `HEGU_TEST_SERVER` (JSON:
 * connection, dataDir, port), prints its address, and ends with the process that started it.
 */
const { connection, dataDir, port } = JSON.parse(process.env.HEGU_TEST_SERVER ?? '{}') as {
  connection: Parameters<typeof startServer>[0]['connection'];
  dataDir: string;
  port?: number;
};
process.stdin.resume().on('end', () => process.exit(0));
const server = await startServer({
  connection,
  dataDir,
  port: port ?? 0,
  env: process.env,
  workers: false,
});
console.log(`ready ${server.url}`);
