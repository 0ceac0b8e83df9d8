import { config } from 'zod';

/** Imported first by the web app: its Content-Security-Policy forbids `new Function`, so zod must not compile parsers. */
config({ jitless: true });
