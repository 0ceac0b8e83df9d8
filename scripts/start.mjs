// npm start: installs what is missing, builds the web app if its sources changed, and runs the server.
import { join } from 'node:path';
import { ensureInstalled, ensureWeb, main, root, runTypeScript } from './prepare.mjs';

await main(async () => {
  await ensureInstalled();
  await ensureWeb();
  runTypeScript(join(root, 'packages/server/src/main.ts'), process.argv.slice(2), { ownGroup: true });
});
