#!/usr/bin/env node
// The command `hegu`, from wherever it is called.
import { join } from 'node:path';
import { ensureInstalled, main, root, runTypeScript } from './prepare.mjs';

await main(async () => {
  await ensureInstalled();
  runTypeScript(join(root, 'packages/server/src/cli.ts'), process.argv.slice(2));
});
