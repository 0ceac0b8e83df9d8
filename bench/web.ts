import { chromium } from 'playwright-core';
import { ensureBrowser } from '../scripts/browser.mjs';
import type { ReportRow } from './report.ts';

/** The first page of the web app in a browser with an empty cache: what it loads, as it comes over the wire. */
export async function benchWeb(url: URL, log: (line: string) => void): Promise<ReportRow[]> {
  log('web: the first page');
  const browser = await chromium.launch({
    executablePath: await ensureBrowser(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    const kinds = new Map<string, string>();
    const bytes = new Map<string, number>();
    session.on('Network.responseReceived', (e) => kinds.set(e.requestId, e.type));
    session.on('Network.loadingFinished', (e) => bytes.set(e.requestId, e.encodedDataLength));
    const began = performance.now();
    await page.goto(url.href, { waitUntil: 'load' });
    await page.waitForSelector('main, #root > *', { timeout: 30_000 });
    const shown = performance.now() - began;
    // Whatever the first page asks for after it has drawn counts as well.
    await page.waitForTimeout(3000);
    const of = (kind: string) =>
      [...bytes].filter(([id]) => kinds.get(id) === kind).reduce((sum, [, n]) => sum + n, 0) / 1024;
    const files = [...bytes.keys()].filter((id) => kinds.get(id) === 'Script').length;
    const script = of('Script');
    return [
      {
        name: 'web, first page: script over the wire, KB',
        measured: `${script.toFixed(0)} in ${files} files`,
        peer: `style ${of('Stylesheet').toFixed(0)} KB, drawn after ${shown.toFixed(0)} ms`,
        ratio: script / 300,
        target: '≤ 300 KB',
        met: script > 0 && script <= 300,
      },
    ];
  } finally {
    await browser.close();
  }
}
