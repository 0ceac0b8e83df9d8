import { afterAll } from 'vitest';
import { serve, type TestServer } from './serve.ts';
import { makeWorld, type World, type WorldInput } from './world.ts';

export interface ServedWorld {
  readonly server: TestServer;
  readonly world: World;
}

/** A server with a world on it for the tests of one file, closed after the last of them. Awaited at the top of the file. */
export async function servedWorld(input: WorldInput = {}): Promise<ServedWorld> {
  const server = await serve();
  afterAll(() => server.close());
  return { server, world: await makeWorld(server.test.db, input) };
}
