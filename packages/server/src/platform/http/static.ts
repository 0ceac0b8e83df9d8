import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

interface Asset {
  readonly bytes: Buffer;
  readonly gzip: Buffer | null;
  readonly type: string;
  readonly mtimeMs: number;
}

/** The built web app from memory: hashed assets for a year, the page itself asked for anew each time. */
export function createStatic(root: string) {
  const assets = new Map<string, Asset>();
  function load(path: string): Asset | null {
    const full = normalize(join(root, path));
    if (!full.startsWith(root + sep) || !existsSync(full)) return null;
    const stat = statSync(full);
    if (!stat.isFile()) return null;
    const known = assets.get(path);
    if (known && known.mtimeMs === stat.mtimeMs) return known;
    const bytes = readFileSync(full);
    const type = types[extname(full)] ?? 'application/octet-stream';
    const squeezes = /^(text|application\/(json|manifest)|image\/svg)/.test(type) && bytes.length > 1024;
    const asset = {
      bytes,
      gzip: squeezes ? gzipSync(bytes, { level: 9 }) : null,
      type,
      mtimeMs: stat.mtimeMs,
    };
    assets.set(path, asset);
    return asset;
  }
  return (request: Request): Response | null => {
    let path: string;
    try {
      path = decodeURIComponent(new URL(request.url).pathname);
    } catch {
      return null;
    }
    if (path.includes('\0')) return null;
    const ending = extname(path);
    // A dot does not make a file: `/policies/shanghai.2024-9.device-registered` is a page.
    const page = !path.startsWith('/assets/') && types[ending] === undefined;
    const asset = (ending === '' ? null : load(path.slice(1))) ?? (page ? load('index.html') : null);
    if (!asset) return null;
    const headers = new Headers({
      'content-type': asset.type,
      'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
    });
    const gzip = asset.gzip !== null && /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
    if (gzip) headers.set('content-encoding', 'gzip');
    const body = gzip ? asset.gzip : asset.bytes;
    headers.set('content-length', String(body?.length ?? 0));
    return new Response(request.method === 'HEAD' ? null : (body as unknown as BodyInit), { headers });
  };
}
