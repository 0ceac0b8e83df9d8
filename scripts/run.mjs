// node scripts/run.mjs <file.ts> [arguments]: runs a TypeScript file of the project on Node 24, after installing what is missing.
import { isAbsolute, join } from 'node:path';
import { Explained, ensureInstalled, main, root, runTypeScript } from './prepare.mjs';

await main(async () => {
  const [file, ...args] = process.argv.slice(2);
  if (!file) throw new Explained('node scripts/run.mjs <file.ts> [arguments]');
  await ensureInstalled();
  runTypeScript(isAbsolute(file) ? file : join(root, file), args);
});
