// Finds a Chromium for the browser tests, and installs Debian's when it may. Nothing is downloaded from elsewhere.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Explained, step } from './prepare.mjs';

const commands = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'chrome.exe',
  'msedge.exe',
];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ...['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) =>
    process.env[name]
      ? [
          join(process.env[name], 'Google/Chrome/Application/chrome.exe'),
          join(process.env[name], 'Microsoft/Edge/Application/msedge.exe'),
        ]
      : [],
  ),
];

/** Ubuntu's `chromium-browser` is a script that asks for snap: only one that answers counts. Windows programs print nothing. */
function works(path) {
  if (!existsSync(path)) return false;
  if (process.platform === 'win32') return true;
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 30_000 });
  return status === 0 && /\d+\.\d+/.test(stdout);
}

function find() {
  const onPath = commands.flatMap((c) =>
    (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, c)),
  );
  return [...onPath, ...places].find(works);
}

/** Path of a browser that runs. */
export async function ensureBrowser() {
  const chosen = process.env.HEGU_CHROMIUM;
  if (chosen) {
    if (works(chosen)) return chosen;
    throw new Explained(`HEGU_CHROMIUM=${chosen} 不是可以运行的浏览器 is not a browser that runs`);
  }
  const found = find();
  if (found) return found;
  if (process.platform === 'linux' && process.getuid() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await step('更新软件源 Updating package lists', 'apt-get', ['update', '-q'], { env }).catch(() => {});
    await step(
      '安装浏览器 Installing chromium',
      'apt-get',
      ['install', '-y', '-q', '--no-install-recommends', 'chromium'],
      { env },
    ).catch(() => {});
    const installed = find();
    if (installed) return installed;
  }
  throw new Explained(
    '浏览器测试需要 Chromium 或 Chrome：请安装（Debian：apt-get install chromium），或用 HEGU_CHROMIUM 指定其路径。\n' +
      'The browser tests need Chromium or Chrome: install it (Debian: apt-get install chromium), or give its path in HEGU_CHROMIUM.',
  );
}
